package dev.usher.bench.llm;

import static dev.usher.bench.llm.ApisTest.OPENAI;
import static dev.usher.bench.llm.ApisTest.chat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the JDK's client sees over connections that it keeps: many streams, cancellations, GOAWAY. */
class ConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    /** The JDK's client trusts the server by its certificate's file alone. */
    private HttpClient client(Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(directory.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(tls).build();
    }

    private MockLlm start(LlmSettings settings) throws Exception {
        return MockLlm.start(settings.withCertificateFile(directory.resolve("ca.pem")));
    }

    private static HttpRequest ask(MockLlm server, String prompt, String pattern) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + OPENAI))
                .timeout(PATIENCE)
                .header("X-Test-Pattern", pattern)
                .POST(HttpRequest.BodyPublishers.ofString(chat(prompt, ",\"stream\":true")))
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void answersOfOneConnectionAreEachTheirOwn(Version version) throws Exception {
        try (MockLlm server = start(LlmSettings.defaults().withDelayMillis(2));
                HttpClient client = client(version)) {
            // The first one settles the protocol, so that the others share its connection.
            assertThat(client.send(ask(server, "first", ""), BodyHandlers.ofString())
                            .version())
                    .isEqualTo(version);
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(client.sendAsync(ask(server, "number " + i, ""), BodyHandlers.ofString()));
            }
            for (int i = 0; i < all.size(); i++) {
                String body = all.get(i).get(10, TimeUnit.SECONDS).body();
                assertThat(Told.openAiText(Told.of(body))).isEqualTo(server.answerTo("number " + i));
            }
            assertThat(server.await(s -> s.completed() == 21, PATIENCE)).isTrue();
            assertThat(server.stats().requestsHttp2()).isEqualTo(version == Version.HTTP_2 ? 21 : 0);
            assertThat(server.stats().streamsPerConnectionPeak() > 10).isEqualTo(version == Version.HTTP_2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void clientThatLeavesIsCountedAtOnce(Version version) throws Exception {
        try (MockLlm server = start(LlmSettings.defaults());
                HttpClient client = client(version)) {
            InputStream body = client.send(ask(server, "leaves", "stall:3"), BodyHandlers.ofInputStream())
                    .body();
            assertThat(body.readNBytes(100)).hasSize(100);
            long left = System.nanoTime();
            body.close();
            assertThat(server.await(s -> s.cancelled() == 1, PATIENCE)).isTrue();
            LlmStats stats = server.stats();
            assertThat(stats.lastCancelledNanos() - left).isBetween(0L, TimeUnit.SECONDS.toNanos(1));
            assertThat(stats.streamsOpen()).isZero();
            if (version == Version.HTTP_2) {
                assertThat(stats.connectionsOpen()).isEqualTo(1);
            }
        }
    }

    @Test
    void streamsRunOnAfterGoAwayAndTheConnectionEndsWithTheLast() throws Exception {
        try (MockLlm server = start(LlmSettings.defaults().withDelayMillis(10));
                HttpClient client = client(Version.HTTP_2)) {
            client.send(ask(server, "first", "short"), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(client.sendAsync(ask(server, "number " + i, ""), BodyHandlers.ofString()));
            }
            assertThat(server.await(s -> s.streamsOpen() == 20, PATIENCE)).isTrue();
            all.add(client.sendAsync(ask(server, "last", "short,goaway:1"), BodyHandlers.ofString()));
            for (CompletableFuture<HttpResponse<String>> one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS).body()).contains("[DONE]");
            }
            assertThat(server.stats().goAwaysSent()).isEqualTo(1);
            assertThat(server.await(s -> s.connectionsOpen() == 0, PATIENCE)).isTrue();
            assertThat(server.stats().completed()).isEqualTo(22);
        }
    }

    @Test
    void keptConnectionClosesAsTheNextRequestArrives() throws Exception {
        try (MockLlm server = start(LlmSettings.defaults().withDelayMillis(0))) {
            Path log = directory.resolve("curl");
            List<String> command = new ArrayList<>(List.of("curl", "-sSv", "--http1.1", "--cacert"));
            command.addAll(List.of(directory.resolve("ca.pem").toString(), "-H", "X-Test-Pattern: close-idle"));
            command.addAll(List.of("-d", chat("twice", ",\"stream\":true"), server.baseUrl() + OPENAI));
            command.add(server.baseUrl() + OPENAI);
            Process curl = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.stats().connectionsTotal()).isEqualTo(2);
            assertThat(server.stats().rejected()).isEqualTo(1);
            assertThat(server.stats().completed()).isEqualTo(2);
        }
    }

    @Test
    void limitOfStreamsIsAnnouncedAndHeld() throws Exception {
        try (MockLlm server = start(LlmSettings.defaults().withDelayMillis(5).withStreamsMax(3));
                HttpClient client = client(Version.HTTP_2)) {
            client.send(ask(server, "first", "short"), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(client.sendAsync(ask(server, "number " + i, ""), BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> one : all) {
                one.handle((_, _) -> true)
                        .get(10, TimeUnit.SECONDS); // the client may give up on some: it is not under test
            }
            assertThat(server.stats().streamsPerConnectionPeak()).isEqualTo(3);
        }
    }

    @Test
    void droppedConnectionsEndTheirStreams() throws Exception {
        try (MockLlm server = start(LlmSettings.defaults());
                HttpClient client = client(Version.HTTP_2)) {
            var one = client.sendAsync(ask(server, "x", "stall:1"), BodyHandlers.ofString());
            assertThat(server.await(s -> s.streamsOpen() == 1, PATIENCE)).isTrue();
            server.dropConnections();
            assertThat(one.handle((_, failure) -> failure != null).get(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(server.await(s -> s.streamsOpen() == 0, PATIENCE)).isTrue();
        }
    }

    @Test
    void closeEndsWhatIsUnderWayAndMayBeSaidTwice() throws Exception {
        try (MockLlm server = start(LlmSettings.defaults());
                HttpClient client = client(Version.HTTP_2)) {
            var one = client.sendAsync(ask(server, "x", "silent"), BodyHandlers.ofString());
            assertThat(server.await(s -> s.streamsOpen() == 1, PATIENCE)).isTrue();
            server.close();
            assertThat(server.stats().streamsOpen()).isZero();
            assertThat(one.handle((_, failure) -> failure != null).get(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
