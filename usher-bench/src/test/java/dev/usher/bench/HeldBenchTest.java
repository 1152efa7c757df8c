package dev.usher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.judge.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code usher bench held} against a server that the test is. */
class HeldBenchTest {
    @TempDir
    Path directory;

    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private ServerSocket server;
    private Thread accepting;
    private volatile String instead = "";

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofPlatform().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    clients.add(client);
                    var _ = Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void echo(Socket client) {
        byte[] buffer = new byte[1024];
        try (client) {
            InputStream in = client.getInputStream();
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                byte[] other = instead.getBytes(StandardCharsets.ISO_8859_1);
                client.getOutputStream()
                        .write(other.length > 0 ? other : buffer, 0, other.length > 0 ? other.length : n);
            }
        } catch (IOException gone) {
            clients.remove(client);
        }
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        accepting.join();
        for (Socket client : clients) {
            client.close();
        }
    }

    private Ran held(String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--pid",
                Long.toString(ProcessHandle.current().pid()),
                "--settle",
                "0ms",
                "--rounds",
                "3",
                "127.0.0.1:" + server.getLocalPort()));
        all.addAll(List.of(more));
        return Ran.command(directory, new CommandLine(new HeldBench()), all.toArray(String[]::new));
    }

    @Test
    void everyConnectionGetsItsOwnLinesAndMemoryIsMeasuredAtEachStep() throws Exception {
        Ran ran = held("--steps", "2,5");
        assertThat(ran.exit()).isZero();
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(5);
        assertThat(ran.number("concurrent")).isEqualTo(5);
        assertThat(ran.number("rss_full_mb")).isPositive();
        assertThat(ran.json()).contains("rss_slope_kb", "cpu_per_round_trip_us");
    }

    @Test
    void whatAnotherSaidIsFound() throws Exception {
        instead = "Line 0 of connection 9\r\n";
        Ran ran = held("--steps", "5");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.verdict(Verdict.ANOTHERS_DATA)).isEqualTo(5);
    }

    @Test
    void pagesAreAskedForOnConnectionsThatStay() throws Exception {
        instead = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        Ran ran = held("--steps", "5", "--path", "/");
        assertThat(ran.verdict(Verdict.COMPLETE)).isEqualTo(5);
        assertThat(ran.exit()).isZero();
    }

    @Test
    void aServerThatTakesNobodyIsSaid() throws Exception {
        server.close();
        accepting.join();
        Ran ran = held("--steps", "5");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.verdict(Verdict.NOT_TAKEN)).isEqualTo(5);
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() throws Exception {
        assertThat(held("--steps", "5,2").exit()).isEqualTo(2);
        assertThat(held("--path", "page").exit()).isEqualTo(2);
        assertThat(held("--pid", "0").exit()).isEqualTo(2);
    }
}
