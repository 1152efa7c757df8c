package dev.usher.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** systemd's PrivateTmp=: services that have it, as Debian's php-fpm may, each see a /tmp of their own. */
final class PrivateTmpCheck {
    private static final Path SYSTEMD = Path.of("/run/systemd/system");

    private PrivateTmpCheck() {}

    static List<Finding> look(Plan plan) {
        List<Path> sockets = new ArrayList<>(Applications.sockets(plan));
        plan.seats().forEach(seat -> sockets.add(seat.path()));
        return sockets.stream()
                .filter(path -> path.startsWith("/tmp") || path.startsWith("/var/tmp"))
                .filter(_ -> Files.isDirectory(SYSTEMD))
                .map(path -> Finding.notice(
                                "socket " + path,
                                "is below /tmp: a service with PrivateTmp=yes does not see it, and sees no error either")
                        .lasting("give it a place in /run, made by RuntimeDirectory= or systemd-tmpfiles"))
                .toList();
    }
}
