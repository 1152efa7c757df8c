package dev.usher.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the files of an Include: a file is itself; a directory is every file below it; {@code *}, {@code ?} and
 * {@code [a-z]} may stand in any part of the path and match no leading dot. Sorted by name, at every level.
 */
final class IncludeFinder {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");
    private static final Pattern JAVA_ONLY = Pattern.compile("[{},]");

    private int entriesLeft = Limits.GLOB_ENTRIES;

    private IncludeFinder() {}

    /**
     * The files a pattern means.
     *
     * @param base what a relative pattern belongs to
     * @return never a directory; empty if a wildcard matches nothing or a directory is empty; the path itself if it is
     *     plain and nothing is there
     */
    static List<Path> find(Path base, String pattern) throws SyntaxError, IOException {
        IncludeFinder finder = new IncludeFinder();
        List<Path> found = List.of(base.resolve(pattern.startsWith("/") ? "/" : ""));
        boolean wild = false;
        for (String part : split(pattern)) {
            boolean wildPart = WILDCARD.matcher(part).find();
            wild |= wildPart;
            found = wildPart ? finder.matches(found, part) : finder.resolve(found, part, wild);
        }
        return finder.files(found, 0);
    }

    private static List<String> split(String pattern) {
        return Pattern.compile("/")
                .splitAsStream(pattern)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private List<Path> resolve(List<Path> parents, String part, boolean mustExist) throws SyntaxError {
        try {
            return parents.stream()
                    .map(parent -> parent.resolve(part))
                    .filter(path -> !mustExist || Files.exists(path))
                    .toList();
        } catch (InvalidPathException e) {
            throw new SyntaxError(Text.quoted(part) + " is no path: " + e.getReason());
        }
    }

    private List<Path> matches(List<Path> parents, String part) throws SyntaxError, IOException {
        PathMatcher matcher = matcher(part);
        List<Path> found = new ArrayList<>();
        for (Path parent : parents) {
            for (Path entry : entries(parent)) {
                boolean hidden = entry.getFileName().toString().startsWith(".") && !part.startsWith(".");
                if (!hidden && matcher.matches(entry.getFileName())) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    private static PathMatcher matcher(String part) throws SyntaxError {
        try {
            String glob = JAVA_ONLY.matcher(part).replaceAll("\\\\$0");
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (IllegalArgumentException e) {
            throw new SyntaxError(Text.quoted(part) + " is no pattern of file names");
        }
    }

    private List<Path> entries(Path directory) throws SyntaxError, IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
                countEntry(directory);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(null);
        return entries;
    }

    private void countEntry(Path directory) throws SyntaxError {
        if (--entriesLeft < 0) {
            throw new SyntaxError("more than " + Limits.GLOB_ENTRIES + " directory entries to look at, the last in "
                    + Text.quoted(directory.toString()));
        }
    }

    private List<Path> files(List<Path> found, int depth) throws SyntaxError, IOException {
        if (depth > Limits.INCLUDE_DEPTH) {
            throw new SyntaxError("directories deeper than " + Limits.INCLUDE_DEPTH);
        }
        List<Path> files = new ArrayList<>();
        for (Path path : found) {
            if (Files.isDirectory(path)) {
                files.addAll(files(entries(path), depth + 1));
            } else {
                files.add(path);
            }
        }
        return files;
    }
}
