package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.loop.Transport;
import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.content.java.JavaRequest;
import dev.usher.server.content.java.JavaResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A door and a seat in one process, on each {@code Transport}; and on a machine that has no io_uring. */
public class TransportTest {
    /** io_uring_setup is 425 on x86_64 and aarch64: seccomp(2) refuses it with EPERM, as containers do. */
    private static final String WITHOUT_RINGS = """
            import ctypes, os, struct, sys
            program = b''.join(struct.pack('HBBI', *line) for line in (
                (0x20, 0, 0, 0), (0x15, 0, 1, 425), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)))
            lines = ctypes.create_string_buffer(program)
            filter = struct.pack('HxxxxxxP', 4, ctypes.addressof(lines))
            libc = ctypes.CDLL(None, use_errno=True)
            ok = libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.create_string_buffer(filter), 0, 0) == 0
            os.execv(sys.argv[1], sys.argv[1:]) if ok else sys.exit('no seccomp: %d' % ctypes.get_errno())
            """;

    @TempDir
    Path directory;

    /** Seats each request with the daemon that it names. */
    public static final class HandsOff implements JavaHandler {
        /** The door makes it. */
        public HandsOff() {}

        @Override
        public void handle(JavaRequest request, JavaResponse response) throws Exception {
            response.handOff(request.queryParameters().first("seat", ""), "{\"prompt\":\"handed\"}");
        }
    }

    private String config(String transport, int port) {
        return """
                Transport %1$s
                Listen 127.0.0.1:%2$d
                SocketHandoffAllowedPrefix %3$s/
                <Location /seat>
                    SetHandler java:%4$s
                </Location>
                <StreamingDaemon %3$s/seat.sock>
                    EventLoops 1
                    MessageDelay 1ms
                </StreamingDaemon>
                """.formatted(transport, port, directory, HandsOff.class.getName());
    }

    private static long open(UsherProcess usher, String what) throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(usher.pid()), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                count += Files.exists(descriptor, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                && Files.readSymbolicLink(descriptor).toString().equals(what)
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    private static void requireThere(Transport transport) {
        transport.refusal().ifPresent(Assumptions::abort);
    }

    /** One line for both halves: a section inherits what the main server says. */
    @ParameterizedTest
    @EnumSource
    void clientsAreSeatedAndServedOnEach(Transport transport) throws Exception {
        requireThere(transport);
        try (UsherProcess usher = UsherProcess.run(directory, port -> config(transport.word(), port))) {
            long loops = Runtime.getRuntime().availableProcessors() + 1L;
            assertThat(open(usher, "anon_inode:[io_uring]")).isEqualTo(transport == Transport.IO_URING ? loops : 0);
            for (int i = 0; i < 20; i++) {
                Answer answer = Visitor.get(usher.port(), "/seat?seat=" + directory.resolve("seat.sock"));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).contains("You said: handed").endsWith("event: done\ndata: [DONE]\n\n");
            }
        }
    }

    private Programs.Ran runWithoutRings(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Programs.python(), "-c", WITHOUT_RINGS));
        command.addAll(UsherProcess.command(List.of(words)));
        return Programs.run(command.toArray(String[]::new));
    }

    private static void refused(Programs.Ran ran) {
        assertThat(ran.output())
                .contains("usher: io_uring cannot be used here: ")
                .contains("; set Transport epoll (--transport epoll), or auto, which is that here")
                .doesNotContain("\tat ");
        assertThat(ran.exit()).isEqualTo(69);
    }

    @Test
    void aSeatThatIsToHaveRingsWhereThereAreNoneDoesNotStart() throws Exception {
        Path socket = directory.resolve("seat.sock");
        refused(runWithoutRings("daemon", "--socket", socket.toString(), "--transport", "io_uring"));
        assertThat(socket).doesNotExist();
    }

    @Test
    void aDoorThatIsToHaveRingsWhereThereAreNoneDoesNotStart() throws Exception {
        Path file = Files.writeString(directory.resolve("usher.conf"), "Transport io_uring\nListen 127.0.0.1:0\n");
        refused(runWithoutRings("run", "-f", file.toString()));
    }

    @Test
    void anotherWordIsAnErrorOfTheConfiguration() throws Exception {
        Programs.Ran ran = Programs.run(UsherProcess.command(
                        List.of("daemon", "--socket", directory.resolve("s").toString(), "--transport", "kqueue"))
                .toArray(String[]::new));
        assertThat(ran.output()).contains("must be one of epoll, io_uring, auto");
        assertThat(ran.exit()).isEqualTo(78);
    }
}
