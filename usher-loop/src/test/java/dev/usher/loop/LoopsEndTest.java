package dev.usher.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What is on the loops when they end is closed with them; left to Netty alone one in five stayed open. */
@Tag("transport")
final class LoopsEndTest {
    private static final int CHANNELS = 16;

    @TempDir
    Path directory;

    @RepeatedTest(10)
    void connectedChannelsAreClosedWithTheirLoops() throws Exception {
        Path path = directory.resolve("s");
        List<Channel> channels = new ArrayList<>();
        try (UnixSocket listener = UnixSocket.open(SocketType.STREAM)) {
            listener.bind(UnixAddress.path(path));
            listener.listen(CHANNELS);
            try (Loops loops = Loops.start("ending", 2)) {
                for (int i = 0; i < CHANNELS; i++) {
                    channels.add(connect(loops, path));
                }
            }
            assertThat(channels).noneMatch(Channel::isOpen);
        }
    }

    /** Its waiter is asked to wait until then, and has to be told otherwise. */
    @RepeatedTest(20)
    void aTimerFarAwayDoesNotHoldUpTheEnd() throws Exception {
        long start;
        try (Loops loops = Loops.start("ending", 1)) {
            CountDownLatch set = new CountDownLatch(1);
            loops.get(0).execute(() -> {
                loops.get(0).wheel().set(new Timer(() -> {}), 60_000);
                loops.get(0).atEndOfTurn(set::countDown);
            });
            assertThat(set.await(10, TimeUnit.SECONDS)).isTrue();
            start = System.nanoTime();
        }
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }

    private static Channel connect(Loops loops, Path path) throws InterruptedException {
        DomainSocketAddress address = new DomainSocketAddress(path.toFile());
        return new Bootstrap()
                .group(loops.group())
                .channel(Channels.connecting(address))
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address)
                .sync()
                .channel();
    }
}
