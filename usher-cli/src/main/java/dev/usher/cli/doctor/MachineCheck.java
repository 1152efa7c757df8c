package dev.usher.cli.doctor;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.PathFd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What both halves need of the kernel: /proc, and settings below which something is refused. */
final class MachineCheck {
    /** Listen backlogs of door and seat; the kernel cuts them to net.core.somaxconn (listen(2)). */
    private static final int BACKLOG = 4096;

    /** The default of net.core.wmem_default on 64 bits; a handoff's data go in one message of at most that much. */
    private static final int SEND_BUFFER = 212_992;

    private static final int NUMBER_BYTES = 64;

    private MachineCheck() {}

    static List<Finding> look() {
        List<Finding> found = new ArrayList<>(List.of(proc()));
        number("net/core/somaxconn").ifPresent(value -> found.add(somaxconn(value)));
        number("net/core/wmem_default").ifPresent(value -> found.add(sendBuffer(value)));
        return found;
    }

    private static Finding proc() {
        try (PathFd root = PathFd.open("/")) {
            return Finding.ok("/proc", "is mounted; " + root.resolved() + " can be asked for through /proc/self/fd");
        } catch (ErrnoException e) {
            return Finding.error(
                            "/proc",
                            "/proc/self/fd cannot be used (" + e.getMessage() + "): no seat's path can be checked")
                    .mend(Mend.byRoot("mount -t proc proc /proc"));
        }
    }

    private static Finding somaxconn(int value) {
        String thing = "net.core.somaxconn " + value;
        if (value >= BACKLOG) {
            return Finding.ok(thing, "as long as the queues of door and seat");
        }
        return Finding.notice(
                        thing, "cuts the queues of clients and handoffs that wait, " + BACKLOG + " each, to " + value)
                .mend(Mend.byRoot("sysctl -w net.core.somaxconn=" + BACKLOG))
                .lasting("net.core.somaxconn = " + BACKLOG + " in /etc/sysctl.d/usher.conf");
    }

    private static Finding sendBuffer(int value) {
        String thing = "net.core.wmem_default " + value;
        if (value >= SEND_BUFFER) {
            return Finding.ok(thing, "a handoff's data may have " + (value - 32) + " bytes");
        }
        return Finding.notice(
                        thing,
                        "a handoff's data may have no more than " + (value - 32) + " bytes; larger ones end with 500")
                .mend(Mend.byRoot("sysctl -w net.core.wmem_default=" + SEND_BUFFER))
                .lasting("net.core.wmem_default = " + SEND_BUFFER + " in /etc/sysctl.d/usher.conf");
    }

    /** A number of /proc/sys; none where the kernel, or a container's part of it, has no such setting. */
    static Optional<Integer> number(String name) {
        return numbers(name).stream().findFirst();
    }

    /** The numbers of such a setting. Read at once: behind the first read the kernel says the end, however little was asked. */
    static List<Integer> numbers(String name) {
        byte[] text = new byte[NUMBER_BYTES];
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys", name))) {
            int length = Math.max(0, in.read(text));
            String words = new String(text, 0, length, StandardCharsets.US_ASCII).strip();
            return Stream.of(words.split("\\s+", -1)).map(Integer::valueOf).toList();
        } catch (IOException | NumberFormatException notHere) {
            return List.of();
        }
    }
}
