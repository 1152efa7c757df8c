package dev.usher.server.handler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file's content from an earlier one: which inode, how large, when changed. Of a folder it changes when a file in it
 * is made, renamed or removed.
 *
 * @param identity device and inode; null where there is no file
 * @param modified time of the last change of the content
 * @param size bytes
 */
record FileStamp(@Nullable Object identity, FileTime modified, long size) {
    private static final FileStamp NOT_THERE = new FileStamp(null, FileTime.fromMillis(0), 0);

    /** The stamp of what {@code path} leads to now; a file that is not there or cannot be asked for has one, too. */
    static FileStamp of(Path path) {
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(facts.fileKey(), facts.lastModifiedTime(), facts.size());
        } catch (IOException e) {
            return NOT_THERE;
        }
    }

    /** Whether all files are as they were. */
    static boolean hold(Map<Path, FileStamp> stamps) {
        return stamps.entrySet().stream().allMatch(e -> e.getValue().equals(of(e.getKey())));
    }
}
