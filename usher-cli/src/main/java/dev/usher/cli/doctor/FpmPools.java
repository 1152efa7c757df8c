package dev.usher.cli.doctor;

import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The php-fpm of this machine: its program, its pools' files, how it is started. */
final class FpmPools {
    private static final List<Path> CONFIGURATIONS = List.of(
            Path.of("/etc/php"), Path.of("/etc/php-fpm.d"), Path.of("/etc/php-fpm.conf"), Path.of("/usr/local/etc"));
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));
    private static final Path RUN = Path.of("/run/php");
    private static final int DEPTH = 4;
    private static final int FILES_MAX = 500;

    private FpmPools() {}

    /** How to start the pool that listens there: its service, its file, or the package that brings php-fpm. */
    static Mend start(String listen, List<Path> near) {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return Mend.byRoot("apt-get install -y php-fpm");
        }
        Optional<Path> pool = pool(listen, near);
        String name = program.get().getFileName().toString();
        boolean packaged = pool.map(file -> file.startsWith("/etc")).orElse(true);
        if (packaged && Files.isDirectory(Path.of("/run/systemd/system"))) {
            return Mend.byRoot("systemctl start " + service(name));
        }
        if (packaged) {
            boolean runIsMissing = Files.isDirectory(Path.of("/etc/php")) && !Files.isDirectory(RUN);
            return Mend.byRoot(
                    directory(listen) + (runIsMissing ? "mkdir -p " + RUN + " && " : "") + Shell.word(program.get()));
        }
        boolean asRoot = ThisProcess.effectiveUid() == 0 || !isWritable(listen);
        String root = asRoot && contains(pool.get(), "^\\s*user\\s*=\\s*root\\b") ? " -R" : "";
        String command = Shell.word(program.get()) + " -D" + root + " -y " + Shell.word(pool.get());
        return asRoot ? Mend.byRoot(directory(listen) + command) : Mend.of(directory(listen) + command);
    }

    /** Makes the directory of a socket, where it is missing: php-fpm does not. */
    private static String directory(String listen) {
        Path parent = listen.startsWith("/") ? Path.of(listen).getParent() : null;
        if (parent == null || parent.equals(RUN) || Files.isDirectory(parent)) {
            return "";
        }
        return "mkdir -p " + Shell.word(parent) + " && ";
    }

    /** Whether this user may make a socket there, or the directory for it. */
    private static boolean isWritable(String listen) {
        Path directory = listen.startsWith("/") ? Path.of(listen).getParent() : null;
        while (directory != null && !Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory == null || Files.isWritable(directory);
    }

    /** Debian's service has the version in its name: php8.2-fpm for php-fpm8.2. */
    private static String service(String program) {
        return program.equals("php-fpm") ? program : "php" + program.substring("php-fpm".length()) + "-fpm";
    }

    static Optional<Path> program() {
        return PROGRAMS.stream()
                .flatMap(directory -> programIn(directory).stream())
                .findFirst();
    }

    private static Optional<Path> programIn(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith("php-fpm"))
                    .max(Path::compareTo);
        } catch (IOException noSuchDirectory) {
            return Optional.empty();
        }
    }

    /**
     * The file that has the pool.
     *
     * @param listen what stands behind {@code listen =}; of a port in any spelling of this machine's addresses
     * @param near directories to look into beside the usual ones: where the socket is, where Usher's file is
     */
    static Optional<Path> pool(String listen, List<Path> near) {
        String port = listen.startsWith("/") ? "" : listen.substring(listen.lastIndexOf(':') + 1);
        String hosts = "(?:(?:\\*|localhost|0\\.0\\.0\\.0|127\\.0\\.0\\.1|\\[::1?\\]):)?";
        String spellings = Pattern.quote(listen) + (port.isEmpty() ? "" : "|" + hosts + port);
        String line = "^\\s*listen\\s*=\\s*\"?(?:" + spellings + ")\"?\\s*$";
        List<Path> files = new ArrayList<>();
        near.forEach(directory -> files.addAll(files(directory, 1)));
        CONFIGURATIONS.forEach(directory -> files.addAll(files(directory, DEPTH)));
        return files.stream()
                .limit(FILES_MAX)
                .filter(file -> contains(file, line))
                .findFirst();
    }

    private static List<Path> files(Path directory, int depth) {
        try (Stream<Path> all = Files.find(
                directory,
                depth,
                (path, facts) -> facts.isRegularFile() && path.toString().endsWith(".conf"))) {
            return all.toList();
        } catch (IOException | UncheckedIOException notHere) {
            return List.of();
        }
    }

    private static boolean contains(Path file, String pattern) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find();
        } catch (IOException unreadable) {
            return false;
        }
    }
}
