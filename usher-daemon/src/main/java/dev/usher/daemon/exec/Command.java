package dev.usher.daemon.exec;

import dev.usher.daemon.receive.StartException;
import dev.usher.fd.ChildProcess;
import dev.usher.fd.Errno;
import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that is run for each client. It is looked for once, at start, as execvp(3) does, so that a wrong name is an
 * error of the start and not of each client.
 *
 * @param file its path: with a slash in it as given, which may be relative to the working directory
 * @param words the command as given, its name first
 */
record Command(String file, List<String> words) {
    /** What execvp(3) searches where there is no PATH, less the working directory. */
    private static final String PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private static final String SHELL = "/bin/sh";

    /**
     * Finds it.
     *
     * @param searchPath directories separated by colons, an empty one is the working directory; empty for a usual list
     * @throws StartException where it is not there, or cannot be run
     */
    static Command find(List<String> words, String searchPath) throws StartException {
        String name = words.getFirst();
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new StartException("cannot run " + name.replace("\0", "\\0") + ": a word of it has a NUL");
            }
        }
        try {
            return new Command(name.contains("/") ? checked(name) : found(name, searchPath), List.copyOf(words));
        } catch (InvalidPathException e) {
            throw new StartException("cannot run " + name + ": " + e.getReason(), e);
        }
    }

    private static String checked(String name) throws StartException {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw new StartException("cannot run " + name + ": there is no such file"
                    + (file.isAbsolute() ? "" : " below " + Path.of("").toAbsolutePath()));
        }
        if (!Files.isRegularFile(file)) {
            throw new StartException("cannot run " + name + ": it is not a file");
        }
        if (!Files.isExecutable(file)) {
            throw new StartException("cannot run " + name + ": this user may not execute it; chmod +x " + name);
        }
        return name;
    }

    private static String found(String name, String searchPath) throws StartException {
        String path = searchPath.isEmpty() ? PATH_DEFAULT : searchPath;
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory).resolve(name);
            if (!name.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        throw new StartException(
                "cannot run " + (name.isEmpty() ? "\"\"" : name) + ": no such command in PATH (" + path + ")");
    }

    /**
     * Starts it for a client. Blocks until it runs; see {@link ChildProcess#spawn}. A script that does not begin with "#!" is
     * run by /bin/sh, as a shell and execvp(3) would do it.
     *
     * @param environment "NAME=value" each
     */
    ChildProcess start(List<byte[]> environment, Fd client) throws ErrnoException {
        try {
            return ChildProcess.spawn(new Program(file, bytes(words), environment), client);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOEXEC) {
                throw e;
            }
        }
        List<String> byShell = new ArrayList<>(List.of("sh", file));
        byShell.addAll(words.subList(1, words.size()));
        return ChildProcess.spawn(new Program(SHELL, bytes(byShell), environment), client);
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** As it was given. */
    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
