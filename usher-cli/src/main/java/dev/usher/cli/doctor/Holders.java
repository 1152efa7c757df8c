package dev.usher.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who listens: /proc/net/tcp, tcp6 and unix say which sockets, /proc/PID/fd who has them, where this user may look. */
final class Holders {
    private static final String TCP_LISTEN = "0A";
    private static final String UNIX_LISTENS = "00010000"; // __SO_ACCEPTCON
    private static final int TCP_INODE_FIELD = 9;
    private static final int TCP_UID_FIELD = 7;
    private static final int UNIX_FLAGS_FIELD = 3;
    private static final int UNIX_INODE_FIELD = 6;
    private static final int UNIX_PATH_FIELD = 7;
    private static final String NEW = ".new";
    private static final int PROCESSES_MAX = 100_000;

    private Holders() {}

    /** Who listens on a TCP port, at any address. */
    static List<Holder> ofPort(int port) {
        Set<String> inodes = new HashSet<>();
        listening(port).forEach(fields -> inodes.add(fields[TCP_INODE_FIELD]));
        return of(inodes);
    }

    /** The user whose process listens on a TCP port; the kernel tells that even of processes that may not be looked at. */
    static Optional<String> userOfPort(int port) {
        return listening(port).stream()
                .map(fields -> Accounts.user(Integer.parseUnsignedInt(fields[TCP_UID_FIELD])))
                .findFirst();
    }

    private static List<String[]> listening(int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> rows(table, -1, line -> line.contains(local)).stream())
                .filter(fields -> fields.length > TCP_INODE_FIELD)
                .filter(fields -> fields[1].endsWith(local) && fields[3].equals(TCP_LISTEN))
                .toList();
    }

    /** The paths that listening Unix sockets were bound to, whoever has them. */
    static List<Path> listeningPaths() {
        return rows("unix", UNIX_PATH_FIELD + 1, line -> line.contains(UNIX_LISTENS)).stream()
                .filter(fields -> fields.length > UNIX_PATH_FIELD && fields[UNIX_FLAGS_FIELD].equals(UNIX_LISTENS))
                .filter(fields -> fields[UNIX_PATH_FIELD].startsWith("/"))
                .map(fields -> Path.of(fields[UNIX_PATH_FIELD]))
                .distinct()
                .toList();
    }

    /** Who has the socket that was bound to a path, in any spelling of its directory. */
    static List<Holder> ofPath(Path path) {
        Set<String> inodes = new HashSet<>();
        String name = String.valueOf(path.getFileName());
        for (String[] fields :
                rows("unix", UNIX_PATH_FIELD + 1, line -> named(line).endsWith(name))) {
            if (fields.length > UNIX_PATH_FIELD && isSame(named(fields[UNIX_PATH_FIELD]), path)) {
                inodes.add(fields[UNIX_INODE_FIELD]);
            }
        }
        return of(inodes);
    }

    /** The first of them that was stopped by a signal. */
    static Optional<Holder> stopped(List<Holder> holders) {
        return holders.stream().filter(Holder::isStopped).findFirst();
    }

    /** What is to be said of a socket whose process was stopped. */
    static Finding hangs(String thing, Holder holder) {
        return Finding.error(thing, "its process is stopped by a signal and answers nobody: " + holder)
                .mend(holder.goOn());
    }

    /** These, and a process with its children, each once: who has their descriptors open only its owner sees. */
    static List<Holder> family(Optional<Holder> parent, List<Holder> known) {
        Set<Holder> all = new LinkedHashSet<>(known);
        parent.ifPresent(holder -> {
            all.add(holder);
            ProcessHandle.of(holder.pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .forEach(child -> all.add(new Holder(child.pid())));
        });
        return List.copyOf(all);
    }

    /** A seat that took its path over was bound to {@code PATH.new}, and the kernel goes on calling it that. */
    private static String named(String bound) {
        boolean tookOver = bound.contains("/proc/self/fd/") && bound.endsWith(NEW);
        return tookOver ? bound.substring(0, bound.length() - NEW.length()) : bound;
    }

    private static boolean isSame(String bound, Path path) {
        if (bound.equals(path.toString())) {
            return true;
        }
        if (!bound.startsWith("/") || !bound.endsWith("/" + path.getFileName())) {
            return false;
        }
        if (bound.startsWith("/proc/self/fd/")) {
            return true; // the directory was open there, which says no more than the file's name
        }
        try {
            return Files.isSameFile(Path.of(bound), path);
        } catch (IOException gone) {
            return false;
        }
    }

    /** The rows of a table that may have hundreds of thousands: only the wanted are kept and taken apart. */
    private static List<String[]> rows(String table, int fieldsMax, Predicate<String> wanted) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net", table), StandardCharsets.ISO_8859_1)) {
            return lines.skip(1)
                    .map(String::strip)
                    .filter(wanted)
                    .map(line -> line.split("\\s+", fieldsMax))
                    .toList();
        } catch (IOException | UncheckedIOException noSuchProtocol) {
            return List.of();
        }
    }

    private static List<Holder> of(Set<String> inodes) {
        List<Holder> holders = new ArrayList<>();
        if (inodes.isEmpty()) {
            return holders;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : processes) {
                if (holders.size() < PROCESSES_MAX && hasOne(each.resolve("fd"), inodes)) {
                    holders.add(new Holder(Long.parseLong(each.getFileName().toString())));
                }
            }
        } catch (IOException notMounted) {
            return holders;
        }
        return holders;
    }

    private static boolean hasOne(Path descriptors, Set<String> inodes) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path each : all) {
                String target = target(each);
                if (target.startsWith("socket:[") && inodes.contains(target.substring(8, target.length() - 1))) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException anothersOrGone) {
            return false;
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
