package dev.usher.server.handler;

import dev.usher.fd.FileFacts;
import dev.usher.fd.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whom a source is from: code runs with the server's rights, so nobody but root and the server's own user may be able to
 * change it, nor exchange a folder or symbolic link on the way to it.
 *
 * <p>Each name of the path is looked at in turn, links are followed one by one, so that every folder that has a say is seen.
 * Immutable, for all threads.
 *
 * @param user the server's user id
 */
record SourceTrust(int user) {
    /** As many links on a way as the kernel follows (path_resolution(7)). */
    private static final int LINKS_MAX = 40;

    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    /**
     * Looks at a file and all folders above it.
     *
     * @throws HandlerException naming the one that others may change, its owner and mode
     * @throws IOException where one cannot be looked at
     */
    void require(Path file) throws IOException {
        Deque<Path> left = new ArrayDeque<>();
        file.toAbsolutePath().forEach(left::add);
        Path at = Path.of("/");
        look(at);
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.removeFirst().toString();
            if (name.equals(".")) {
                continue;
            }
            Path next = name.equals("..") ? parent(at) : at.resolve(name);
            if (look(next) != FileKind.SYMLINK) {
                at = next;
                continue;
            }
            if (++links > LINKS_MAX) {
                throw new HandlerException(file + " leads through more than " + LINKS_MAX + " symbolic links");
            }
            Path target = Files.readSymbolicLink(next);
            at = target.isAbsolute() ? Path.of("/") : at;
            prepend(target, left);
        }
    }

    /**
     * As {@link #require}; a folder must also be closed to new files of others, sticky or not.
     *
     * @throws HandlerException naming the one that others may change, its owner and mode
     * @throws IOException where one cannot be looked at
     */
    void requireClosed(Path path) throws IOException {
        require(path);
        FileFacts facts = FileFacts.ofPathItself(path.toRealPath().toString());
        if ((facts.mode() & OTHERS_WRITE) != 0) {
            throw new HandlerException(refusal(path, facts, true));
        }
    }

    private static Path parent(Path at) {
        Path parent = at.getParent();
        return parent == null ? at : parent;
    }

    private static void prepend(Path target, Deque<Path> left) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            left.addFirst(target.getName(i));
        }
    }

    private FileKind look(Path path) throws IOException {
        FileFacts facts = FileFacts.ofPathItself(path.toString());
        boolean owned = facts.uid() == 0 || facts.uid() == user;
        boolean sticky = facts.uid() == 0 && (facts.mode() & STICKY) != 0 && facts.kind() == FileKind.DIRECTORY;
        boolean closed = facts.kind() == FileKind.SYMLINK || sticky || (facts.mode() & OTHERS_WRITE) == 0;
        if (!owned || !closed) {
            throw new HandlerException(refusal(path, facts, owned));
        }
        return facts.kind();
    }

    private String refusal(Path path, FileFacts facts, boolean owned) {
        String remedy = owned ? "chmod go-w " + path : "let root or uid " + user + " own it";
        return "%s (owner uid %d, mode %04o) may be changed by others than root and the server's user, uid %d: no code is taken from there; %s"
                .formatted(path, Integer.toUnsignedLong(facts.uid()), facts.mode(), user, remedy);
    }
}
