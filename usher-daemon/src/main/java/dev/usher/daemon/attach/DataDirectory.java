package dev.usher.daemon.attach;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.FileFacts;
import dev.usher.fd.FileKind;
import dev.usher.fd.PathFd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The one directory whose files may be sent. A file is first held by an O_PATH descriptor, which neither waits for a pipe's
 * other end nor wakes a device; what is checked, and then read through /proc/self/fd, is that very inode. No {@code ..}, no
 * symbolic link and no exchange of a path in between leads out. Its methods may wait: not for loops.
 */
public final class DataDirectory {
    private static final String MODE = "rwxr-x---";

    private final Path path;

    /**
     * Names one; nothing is opened.
     *
     * @param path absolute
     */
    public DataDirectory(Path path) {
        this.path = path.normalize();
    }

    /**
     * Makes the directory, with mode 0750, where it is not there. Its parent must be.
     *
     * @throws IOException where it cannot be made, or is something else; the message names it
     */
    public void make() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODE)); // whatever the umask took
        }
    }

    /**
     * Opens a file.
     *
     * @param named relative to the directory, or an absolute path below it
     * @throws NoRoom where no descriptor is left
     */
    public OpenFile open(String named) throws RefusedFile, NoRoom {
        String relative = relative(named);
        try (PathFd directory = PathFd.open(path.toString(), PathFd.Option.DIRECTORY);
                PathFd place = directory.openBelow(relative)) {
            return open(directory, place);
        } catch (ErrnoException.NoDescriptorsLeft e) {
            throw new NoRoom(e.toString());
        } catch (ErrnoException.NotFound e) {
            throw new RefusedFile("is not there");
        } catch (ErrnoException.Denied | AccessDeniedException e) {
            throw new RefusedFile("may not be read by this server");
        } catch (IOException | IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).contains("Too many open files")) { // java.nio has no class for it
                throw new NoRoom(e.toString());
            }
            throw new RefusedFile("cannot be opened");
        }
    }

    private static OpenFile open(PathFd directory, PathFd place) throws IOException, RefusedFile {
        String root = directory.resolved();
        String real = place.resolved();
        if (!real.startsWith(root.endsWith("/") ? root : root + "/")) {
            throw outside();
        }
        FileFacts facts = place.facts();
        if (facts.kind() != FileKind.FILE) {
            throw new RefusedFile("is no regular file");
        }
        int slash = real.lastIndexOf('/');
        FileMark mark =
                new FileMark(real.substring(0, slash), real.substring(slash + 1), facts.identity(), changed(place));
        FileChannel channel = FileChannel.open(held(place), StandardOpenOption.READ);
        boolean whole = false;
        try {
            OpenFile file = new OpenFile(channel, mark, channel.size());
            whole = true;
            return file;
        } finally {
            if (!whole) {
                channel.close();
            }
        }
    }

    /** What is written tells already: {@code ..} is refused even where it would lead back in. */
    private String relative(String named) throws RefusedFile {
        String relative = named;
        if (named.startsWith("/")) {
            String root = path + "/";
            if (!named.startsWith(root)) {
                throw outside();
            }
            relative = named.substring(root.length());
        }
        if (relative.isEmpty() || relative.startsWith("/") || relative.indexOf('\0') >= 0) {
            throw new RefusedFile("is no path of a file");
        }
        for (String step : relative.split("/", -1)) {
            if (step.equals("..")) {
                throw outside();
            }
        }
        return relative;
    }

    private static RefusedFile outside() {
        return new RefusedFile("is outside the directory of attachments");
    }

    private static Path held(PathFd place) {
        return Path.of("/proc/self/fd/" + place.fd().number());
    }

    private static FileTime changed(PathFd place) throws IOException {
        return (FileTime) Files.getAttribute(held(place), "unix:ctime");
    }

    /**
     * Removes a file that was read, if its name leads to it still and nobody has changed it since.
     *
     * @return whether it was there
     */
    static boolean remove(FileMark mark) throws IOException {
        try (PathFd directory = PathFd.open(mark.directory(), PathFd.Option.DIRECTORY)) {
            if (!directory.resolved().equals(mark.directory())) {
                return false; // a link by now, and not for us to follow
            }
            try (PathFd place = directory.openBelow(mark.name(), PathFd.Option.NO_FOLLOW)) {
                if (!place.facts().identity().equals(mark.identity())
                        || !changed(place).equals(mark.changed())) {
                    return false;
                }
            }
            directory.unlink(mark.name());
            return true;
        } catch (ErrnoException.NotFound gone) {
            return false;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
