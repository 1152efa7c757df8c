package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("transport")
class TransportTest {
    private static List<String> open() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(TransportTest::target).toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static long count(String target) throws IOException {
        return open().stream().filter(target::equals).count();
    }

    @Test
    void eachHasTheWordOfTheDirective() {
        assertThat(Transport.named("epoll")).isEqualTo(Transport.EPOLL);
        assertThat(Transport.named("io_uring")).isEqualTo(Transport.IO_URING);
        assertThatThrownBy(() -> Transport.named("kqueue"))
                .hasMessage("a transport is one of epoll, io_uring, auto, not kqueue");
    }

    @Test
    void autoIsWhatTheRunOfTheTestsSays() {
        assertThat(Transport.named("auto").word()).isEqualTo(System.getProperty(Transport.AUTO_PROPERTY, "epoll"));
    }

    @Test
    void epollIsEverywhere() {
        assertThat(Transport.EPOLL.refusal()).isEmpty();
    }

    /** So that what an operator finds in /proc is what was asked for. */
    @Test
    void aLoopHasOneWaiterAndItIsTheChosenOne() throws Exception {
        Transport chosen = Transport.named(Transport.AUTO);
        long rings = count("anon_inode:[io_uring]");
        long epolls = count("anon_inode:[eventpoll]");
        try (Loops loops = Loops.start("waiter", 2, chosen)) {
            assertThat(count("anon_inode:[io_uring]") - rings).isEqualTo(chosen == Transport.IO_URING ? 2 : 0);
            assertThat(count("anon_inode:[eventpoll]") - epolls).isEqualTo(chosen == Transport.EPOLL ? 2 : 0);
            assertThat(loops.count()).isEqualTo(2);
        }
    }

    /** Where the machine has none (a container's seccomp profile, kernel.io_uring_disabled), the words say what to do. */
    @Test
    void aMachineWithoutRingsIsToldWhyAndWhatToDo() {
        Throwable cause = new UnsupportedOperationException("io_uring_setup(..) failed: Operation not permitted");
        assertThat(Transport.ringRefusal(null)).isEmpty();
        assertThat(Transport.ringRefusal(cause))
                .get(InstanceOfAssertFactories.STRING)
                .startsWith("io_uring cannot be used here: io_uring_setup(..) failed: Operation not permitted")
                .endsWith("; set Transport epoll (--transport epoll), or auto, which is that here");
    }
}
