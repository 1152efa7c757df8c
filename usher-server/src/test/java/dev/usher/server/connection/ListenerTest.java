package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.loop.Loops;
import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses: which are listened on, and what is said of those that are taken. */
@Tag("transport")
class ListenerTest {
    private static final Phases GREETING = new Phases(() -> "greeting", List.of(), List.of(connection -> {
        try (Brigade words =
                Brigade.of(Data.latin1("hi from loop " + connection.loop().index()))) {
            connection.out().pass(words);
        }
        return Outcome.OK;
    }));

    private static String greeting(InetAddress address, int port) throws IOException {
        try (Socket client = new Socket(address, port)) {
            client.setSoTimeout(10_000);
            return new String(client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    private static InetAddress v4() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static InetAddress v6() throws IOException {
        byte[] one = new byte[16];
        one[15] = 1;
        return InetAddress.getByAddress(one);
    }

    @Test
    void aPortWithoutAnAddressServesIpv4AndIpv6() throws IOException {
        try (Loops loops = Loops.start("listen", 2);
                Listener listener = Listener.open(loops, new ListenAddress(null, 0), _ -> GREETING)) {
            assertThat(greeting(v4(), listener.port())).startsWith("hi");
            assertThat(greeting(v6(), listener.port())).startsWith("hi");
        }
    }

    @Test
    void ipv4AndIpv6WildcardsShareAPortSideBySide() throws IOException {
        InetAddress any4 = InetAddress.getByAddress(new byte[4]);
        InetAddress any6 = InetAddress.getByAddress(new byte[16]);
        try (Loops loops = Loops.start("listen", 1);
                Listener four = Listener.open(loops, new ListenAddress(any4, 0), _ -> GREETING);
                Listener six = Listener.open(loops, new ListenAddress(any6, four.port()), _ -> GREETING)) {
            assertThat(greeting(v4(), four.port())).startsWith("hi");
            assertThat(greeting(v6(), six.port())).startsWith("hi");
        }
    }

    @Test
    void everyLoopGetsClients() throws IOException {
        java.util.Set<String> greetings = new java.util.TreeSet<>();
        try (Loops loops = Loops.start("listen", 2);
                Listener listener = Listener.open(loops, new ListenAddress(v4(), 0), _ -> GREETING)) {
            for (int i = 0; i < 200 && greetings.size() < 2; i++) {
                greetings.add(greeting(v4(), listener.port()));
            }
        }
        assertThat(greetings).containsExactly("hi from loop 0", "hi from loop 1");
    }

    @Test
    void anAddressInUseIsNamedAndNothingIsLeftOpen() throws IOException {
        try (Loops loops = Loops.start("listen", 2);
                ServerSocket taken = new ServerSocket(0, 1, v4())) {
            assertThatThrownBy(() -> Listener.open(loops, new ListenAddress(v4(), taken.getLocalPort()), _ -> GREETING))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void anotherUsherOnTheSamePortIsNoticedThoughThePortCouldBeShared() throws IOException {
        try (Loops loops = Loops.start("listen", 1);
                Listener first = Listener.open(loops, new ListenAddress(v4(), 0), _ -> GREETING)) {
            assertThatThrownBy(() -> Listener.open(loops, new ListenAddress(v4(), first.port()), _ -> GREETING))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void anAddressThatIsNotOursIsNamed() throws IOException {
        InetAddress foreign = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        try (Loops loops = Loops.start("listen", 1)) {
            assertThatThrownBy(() -> Listener.open(loops, new ListenAddress(foreign, 0), _ -> GREETING))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("192.0.2.1:0");
        }
    }

    @Test
    void addressesAreWrittenAsAConfigurationWritesThem() throws IOException {
        assertThat(new ListenAddress(null, 80)).hasToString("*:80");
        assertThat(new ListenAddress(v4(), 80)).hasToString("127.0.0.1:80");
        assertThat(new ListenAddress(v6(), 80)).hasToString("[::1]:80");
        assertThatThrownBy(() -> new ListenAddress(null, 65536)).isInstanceOf(IllegalArgumentException.class);
    }

    @RepeatedTest(10)
    void thePortOfAClosedListenerIsFreeAtOnce() throws IOException {
        try (Loops loops = Loops.start("listen", 1)) {
            Listener listener = Listener.open(loops, new ListenAddress(v4(), 0), _ -> GREETING);
            int port = listener.port();
            listener.close();
            try (ServerSocket next = new ServerSocket(port, 1, v4())) {
                assertThat(next.getLocalPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void closeCutsTheClients() throws IOException {
        Phases silent = new Phases(() -> "silent", List.of(), List.of(_ -> Outcome.SUSPENDED));
        try (Loops loops = Loops.start("listen", 1)) {
            Listener listener = Listener.open(loops, new ListenAddress(v4(), 0), _ -> silent);
            try (Socket client = new Socket(v4(), listener.port())) {
                client.setSoTimeout(10_000);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                while (listener.clients() == 0 && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                assertThat(listener.clients()).isOne();
                listener.close();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
