package dev.usher.loop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an event loop waits with: epoll(7) or io_uring(7). It is chosen once, where the loops are started; nobody above
 * this package can tell one from the other, whose descriptors, channels and events are the same.
 *
 * <p>Under both a descriptor is <em>watched</em>, and read by recv(2) when it is ready. io_uring could read by itself,
 * into memory given beforehand; here it must not: a client's socket goes to another process at any moment, and a read
 * that is still under way in the kernel would take bytes that belong to the other. So a ring gets IORING_OP_POLL_ADD,
 * with one io_uring_enter(2) a turn for all that changed, where epoll needs an epoll_ctl(2) for each change.
 */
public enum Transport {
    /** epoll(7): on every Linux. */
    EPOLL("epoll"),
    /** io_uring(7), as of Linux 5.9; many containers forbid it. */
    IO_URING("io_uring");

    /** The word for the one that measured better, see docs/performance.md, "epoll and io_uring". */
    public static final String AUTO = "auto";

    /**
     * The system property with the word that {@link #AUTO} stands for in this JVM, epoll unless set: how the tests run
     * on both.
     */
    public static final String AUTO_PROPERTY = "dev.usher.transport";

    private static final Path DISABLED = Path.of("/proc/sys/kernel/io_uring_disabled");
    private static final String MEND = "; set Transport epoll (--transport epoll), or auto, which is that here";

    private final String word;

    Transport(String word) {
        this.word = word;
    }

    /** As the configuration has it: {@code epoll} or {@code io_uring}. */
    public String word() {
        return word;
    }

    /**
     * The transport with this word; for {@value #AUTO} the one that measured better.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static Transport named(String word) {
        String wanted = word.equals(AUTO) ? System.getProperty(AUTO_PROPERTY, EPOLL.word) : word;
        for (Transport transport : values()) {
            if (transport.word.equals(wanted)) {
                return transport;
            }
        }
        throw new IllegalArgumentException(
                "a transport is one of " + EPOLL.word + ", " + IO_URING.word + ", " + AUTO + ", not " + wanted);
    }

    /** Why this machine does not have it, for people to read; empty where it does. */
    public Optional<String> refusal() {
        return switch (this) {
            case EPOLL ->
                Optional.ofNullable(Epoll.unavailabilityCause())
                        .map(cause -> "Netty's native epoll transport does not load here (" + cause.getMessage()
                                + "); is the directory of io.netty.native.workdir or java.io.tmpdir writable and not mounted"
                                + " noexec?");
            case IO_URING -> ringRefusal(IoUring.unavailabilityCause());
        };
    }

    static Optional<String> ringRefusal(@Nullable Throwable why) {
        return Optional.ofNullable(why)
                .map(cause -> "io_uring cannot be used here: " + cause.getMessage() + switchedOff() + MEND);
    }

    /** The commonest reason, and what the error number does not say: it is EPERM for a sysctl and for seccomp alike. */
    private static String switchedOff() {
        try {
            return switch (Files.readString(DISABLED).trim()) {
                case "1" -> " (kernel.io_uring_disabled is 1: only for root and kernel.io_uring_group)";
                case "2" -> " (kernel.io_uring_disabled is 2: off for all)";
                default -> " (kernel.io_uring_disabled is 0; a container's seccomp profile may forbid io_uring_setup)";
            };
        } catch (IOException olderThanTheSwitch) {
            return "";
        }
    }

    /**
     * Makes what each loop waits with.
     *
     * @throws UncheckedIOException where this machine does not have it
     */
    IoHandlerFactory handlers() {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            throw new UncheckedIOException(refusal.get(), new IOException(refusal.get()));
        }
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> RingHandler.factory();
        };
    }
}
