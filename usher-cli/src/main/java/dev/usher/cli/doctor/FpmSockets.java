package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a php-fpm listens that does not listen where it was looked for. */
final class FpmSockets {
    private static final List<Path> USUAL = List.of(Path.of("/run/php"), Path.of("/run/php-fpm"));
    private static final int FILES_MAX = 500;

    private FpmSockets() {}

    /**
     * A socket other than this one at which a php-fpm listens: near it, as the kernel lists who was bound where, else in the
     * directories that distributions give it.
     */
    static Optional<Path> other(Path configured) {
        Comparator<Path> likeIt = Comparator.comparingInt((Path path) -> -shared(path, configured))
                .thenComparingInt(path -> path.endsWith(configured.getFileName()) ? 0 : 1)
                .thenComparing(Comparator.naturalOrder());
        Stream<Path> near = Holders.listeningPaths().stream()
                .filter(path -> isNear(path, configured) && isFpm(path))
                .sorted(likeIt);
        Stream<Path> usual = USUAL.stream().flatMap(directory -> sockets(directory).stream());
        return Stream.concat(near, usual)
                .filter(path -> !path.equals(configured) && isLive(path))
                .findFirst();
    }

    private static boolean isNear(Path path, Path configured) {
        int shared = shared(path, configured);
        return shared > 0 && !PrefixCheck.WIDE.contains(Path.of("/").resolve(path.subpath(0, shared)));
    }

    /** How many directories two absolute paths have in common from the root on. */
    private static int shared(Path path, Path other) {
        int most = Math.min(path.getNameCount(), other.getNameCount()) - 1;
        int shared = 0;
        while (shared < most && path.getName(shared).equals(other.getName(shared))) {
            shared++;
        }
        return shared;
    }

    /** By the process that has it, or where that is another user's, by its name. */
    private static boolean isFpm(Path path) {
        List<Holder> holders = Holders.ofPath(path);
        return holders.isEmpty()
                ? path.getFileName().toString().contains("php")
                : holders.getFirst().name().startsWith("php-fpm");
    }

    private static List<Path> sockets(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.limit(FILES_MAX)
                    .filter(path -> path.toString().endsWith(".sock"))
                    .sorted()
                    .toList();
        } catch (IOException notHere) {
            return List.of();
        }
    }

    private static boolean isLive(Path path) {
        try {
            return SocketProbe.of(path) == SocketProbe.LIVE;
        } catch (ErrnoException unknown) {
            return false;
        }
    }
}
