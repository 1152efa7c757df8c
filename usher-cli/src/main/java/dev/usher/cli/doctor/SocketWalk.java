package dev.usher.cli.doctor;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sockets in and a little below a directory, and which directories could not be listed. */
final class SocketWalk implements FileVisitor<Path> {
    private static final int DEPTH = 2;
    private static final int ENTRIES_MAX = 10_000;

    private final List<Path> sockets = new ArrayList<>();
    private final List<Path> unlisted = new ArrayList<>();
    private int entries;

    private SocketWalk() {}

    static SocketWalk in(Path directory) {
        SocketWalk walk = new SocketWalk();
        try {
            Files.walkFileTree(directory, EnumSet.noneOf(FileVisitOption.class), DEPTH, walk);
        } catch (IOException alreadyNoted) {
            return walk;
        }
        return walk;
    }

    /** What is neither a file, a directory nor a link. */
    List<Path> sockets() {
        return List.copyOf(sockets);
    }

    /** The directories this user may not list. */
    List<Path> unlisted() {
        return List.copyOf(unlisted);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
        if (facts.isOther()) {
            sockets.add(file);
        }
        return ++entries < ENTRIES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
        if (Files.isDirectory(file)) {
            unlisted.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException why) {
        return FileVisitResult.CONTINUE;
    }
}
