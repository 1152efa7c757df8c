package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmRequest;
import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images and attachments, from the handoff to the mock LLM server, over files of a directory of their own. */
class AttachmentSeatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DONE = "event: done\ndata: [DONE]\n\n";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    private static final String PNG64 = Base64.getEncoder().encodeToString(PNG);

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void makeData() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
    }

    private static MockLlm llm() throws Exception {
        return MockLlm.start(LlmSettings.defaults().withDelayMillis(1).withLoops(1));
    }

    private House seat(MockLlm llm, String... more) throws Exception {
        List<String> flags = new ArrayList<>(List.of(
                "backend=openai",
                "backends=anthropic langgraph",
                "openai-base=" + llm.baseUrl() + "/v1",
                "anthropic-base=" + llm.baseUrl(),
                "langgraph-base=" + llm.baseUrl()));
        flags.addAll(List.of(more));
        return House.open(directory, flags.toArray(String[]::new));
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(data.resolve(name), text);
    }

    private Path png(String name) throws Exception {
        return Files.write(data.resolve(name), PNG);
    }

    private static String handoff(String more) {
        return "{\"prompt\":\"Look\"," + more + "}";
    }

    /** The body of the one request that was sent, after a whole answer. */
    private String sent(String handoff, String... flags) throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm, flags)) {
            assertThat(house.exchange(handoff))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith(DONE);
            return llm.requests().stream().map(LlmRequest::body).toList().getLast();
        }
    }

    /** Refused with 400 before anybody was asked, and the files are kept. */
    private void refused(String handoff, String... said) throws Exception {
        try (MockLlm llm = llm();
                House house =
                        seat(llm, "max-attachment-text=100", "max-attachment-size=200", "max-attachments-size=300")) {
            assertThat(house.exchange(handoff))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"invalid_attachment\"")
                    .contains(said)
                    .doesNotContain(directory.toString());
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @Test
    void anImageByFileIsADataUrlForOpenAi() throws Exception {
        png("a.png");
        assertThat(sent(handoff("\"image_path\":\"a.png\"")))
                .contains("\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64," + PNG64 + "\"}}]");
    }

    @Test
    void anImageByFileIsASourceForAnthropic() throws Exception {
        png("a.png");
        assertThat(sent(handoff("\"backend\":\"anthropic\",\"image_paths\":[\"a.png\"]")))
                .contains("\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image\",\"source\":"
                        + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + PNG64 + "\"}}]");
    }

    @ParameterizedTest
    @CsvSource({"openai, image_url", "anthropic, source"})
    void langGraphWritesThemAsItsContentFormatSays(String format, String form) throws Exception {
        png("a.png");
        assertThat(sent(
                        handoff("\"backend\":\"langgraph\",\"image_paths\":[\"a.png\"]"),
                        "langgraph-content-format=" + format))
                .contains("\"" + form + "\":{")
                .contains(PNG64);
    }

    @Test
    void langGraphOnAThreadRemovesTheFileWhenTheRunIsAccepted() throws Exception {
        Path file = png("a.png");
        assertThat(sent(handoff("\"backend\":\"langgraph\",\"thread_id\":\"t\",\"image_path\":\"a.png\"")))
                .contains(PNG64);
        House.await(() -> !Files.exists(file));
    }

    @Test
    void imagesInlineAreSentInTheirOrder() throws Exception {
        assertThat(sent(handoff("\"image_base64\":\"/9j/4AAQ\",\"images\":[{\"base64\":\"" + PNG64
                        + "\",\"mime_type\":\"image/png\"}]")))
                .containsSubsequence("data:image/jpeg;base64,/9j/4AAQ", "data:image/png;base64," + PNG64);
    }

    @Test
    void anImageWithoutWordsIsAQuestion() throws Exception {
        assertThat(sent("{\"image_base64\":\"" + PNG64 + "\"}"))
                .contains("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"");
    }

    @Test
    void aTextStandsWhereItsNameDoesAsOneString() throws Exception {
        file("r.md", "# \"R\"\n\u00e9\u6771");
        assertThat(sent("{\"messages\":[{\"role\":\"user\",\"content\":\"Sum up {report}, {report}.\"}],"
                        + "\"attachments\":{\"report\":\"r.md\"}}"))
                .contains("\"content\":\"Sum up # \\\"R\\\"\\n\u00e9\u6771, {report}.\"");
    }

    @Test
    void anAttachmentWithoutAPlaceFollowsWhatTheUserSaidLast() throws Exception {
        file("r.txt", "TEXT");
        assertThat(sent(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}]},{\"role\":\"assistant\",\"content\":\"d\"}],"
                                + "\"attachments\":{\"report\":\"r.txt\"}}"))
                .contains("{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"c\"},{\"type\":\"text\",\"text\":\"TEXT\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"d\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, '\"type\":\"file\",\"file\":{\"filename\":\"r.pdf\",\"file_data\":\"data:application/pdf;base64,JVBERi0x\"}'",
        "anthropic, '\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBERi0x\"}'"
    })
    void aPdfIsADocument(String backend, String part) throws Exception {
        file("r.pdf", "%PDF-1");
        assertThat(sent("{\"prompt\":\"{r}?\",\"backend\":\"" + backend + "\",\"attachments\":{\"r\":\"r.pdf\"}}"))
                .contains(part);
    }

    @Test
    void aTypeThatIsGivenGoesBeforeTheEndingOfTheName() throws Exception {
        file("blob", "text");
        assertThat(sent(handoff(
                        "\"attachments\":{\"b\":\"blob\"},\"attachment_types\":{\"b\":\"text/plain; charset=utf-8\"}")))
                .contains("\"content\":\"Looktext\"");
    }

    @Test
    void anAbsolutePathBelowTheDirectoryIsTaken() throws Exception {
        Path file = png("a.png");
        assertThat(sent(handoff("\"image_path\":\"" + file + "\""))).contains(PNG64);
    }

    @Test
    void aLinkThatStaysWithinIsTakenAndItsFileRemoved() throws Exception {
        Path file = png("a.png");
        Files.createSymbolicLink(data.resolve("link.png"), Path.of("a.png"));
        assertThat(sent(handoff("\"image_path\":\"link.png\""))).contains(PNG64);
        House.await(() -> !Files.exists(file));
    }

    @Test
    void aLargeFileIsSentWholeOverHttp1() throws Exception {
        byte[] bytes = new byte[3_000_001];
        new Random(7).nextBytes(bytes);
        Files.write(data.resolve("a.png"), bytes);
        assertThat(sent(handoff("\"image_path\":\"a.png\""), "upstream-http=1.1"))
                .contains(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void aLargeFileIsSentWholeOverHttp2() throws Exception {
        byte[] bytes = new byte[3_000_002];
        new Random(8).nextBytes(bytes);
        Files.write(data.resolve("a.png"), bytes);
        assertThat(sent(handoff("\"image_path\":\"a.png\""), "upstream-http=2"))
                .contains(Base64.getEncoder().encodeToString(bytes));
    }

    // What is refused.

    @ParameterizedTest
    @ValueSource(strings = {"../secret.png", "sub/../../secret.png", "..", "/etc/passwd", "/etc/../etc/passwd"})
    void aPathThatLeadsOutIsRefused(String path) throws Exception {
        Files.write(directory.resolve("secret.png"), PNG);
        refused(
                handoff("\"attachments\":{\"r\":\"" + path + "\"},\"attachment_types\":{\"r\":\"image/png\"}"),
                "'r'",
                path,
                "outside");
        assertThat(directory.resolve("secret.png")).exists();
    }

    @Test
    void anAbsolutePathThatOnlyBeginsLikeTheDirectoryIsRefused() throws Exception {
        Path twin = Files.createDirectory(directory.resolve("data-evil"));
        Files.write(twin.resolve("a.png"), PNG);
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            assertThat(house.exchange(handoff("\"image_path\":\"" + twin + "/a.png\"")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("outside");
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @Test
    void aLinkThatLeadsOutIsRefused() throws Exception {
        Files.write(directory.resolve("secret.png"), PNG);
        Files.createSymbolicLink(data.resolve("a.png"), directory.resolve("secret.png"));
        refused(handoff("\"image_path\":\"a.png\""), "image_path", "a.png", "outside");
        assertThat(directory.resolve("secret.png")).exists();
    }

    @Test
    void aDirectoryLinkThatLeadsOutIsRefused() throws Exception {
        Files.write(directory.resolve("secret.png"), PNG);
        Files.createSymbolicLink(data.resolve("up"), directory);
        refused(handoff("\"image_path\":\"up/secret.png\""), "outside");
    }

    @Test
    void aNamedPipeIsRefusedAndNobodyWaitsForIt() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", data.resolve("a.png").toString())
                        .start()
                        .waitFor())
                .isZero();
        refused(handoff("\"image_path\":\"a.png\""), "no regular file");
    }

    @Test
    void aSocketIsRefused() throws Exception {
        try (UnixSocket socket = UnixSocket.open(SocketType.STREAM)) {
            socket.bind(UnixAddress.path(data.resolve("a.png")), 0600);
            refused(handoff("\"image_path\":\"a.png\""), "no regular file");
        }
    }

    @Test
    void aDirectoryIsRefused() throws Exception {
        Files.createDirectory(data.resolve("a.png"));
        refused(handoff("\"image_path\":\"a.png\""), "no regular file");
    }

    @Test
    void aFileThatIsNotThereIsRefused() throws Exception {
        refused(handoff("\"attachments\":{\"report\":\"gone.txt\"}"), "'report'", "gone.txt", "not there");
    }

    @Test
    void anEmptyFileIsRefused() throws Exception {
        file("a.txt", "");
        refused(handoff("\"attachments\":{\"r\":\"a.txt\"}"), "empty");
    }

    @Test
    void aTextOverTheLimitIsRefused() throws Exception {
        Path file = file("a.txt", "x".repeat(101));
        refused(handoff("\"attachments\":{\"r\":\"a.txt\"}"), "101", "100");
        assertThat(file).exists();
    }

    @Test
    void anImageOverTheLimitIsRefused() throws Exception {
        Path file = file("a.png", "x".repeat(201));
        refused(handoff("\"image_path\":\"a.png\""), "201", "200");
        assertThat(file).exists();
    }

    @Test
    void moreThanTheLimitOfAllIsRefused() throws Exception {
        file("a.png", "x".repeat(160));
        file("b.png", "x".repeat(141));
        refused(handoff("\"image_paths\":[\"a.png\",\"b.png\"]"), "image_paths[1]", "301", "300");
    }

    @Test
    void aTextThatIsNoUtf8IsRefused() throws Exception {
        Files.write(data.resolve("a.txt"), new byte[] {'a', (byte) 0xFF});
        refused(handoff("\"attachments\":{\"r\":\"a.txt\"}"), "UTF-8");
    }

    @Test
    void anEndingNobodyKnowsIsRefusedUnlessTheTypeIsGiven() throws Exception {
        file("a.xyz", "x");
        refused(handoff("\"attachments\":{\"r\":\"a.xyz\"}"), "attachment_types");
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/svg+xml", "image/tiff", "text/plain", "no type", "image/png\\\",\\\"x"})
    void anImageOfAnotherTypeIsRefused(String type) throws Exception {
        refused(handoff("\"image_base64\":\"" + PNG64 + "\",\"image_mime_type\":\"" + type + "\""), "image_base64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iVBORw0KGgo!",
                "iVBORw0KGgo",
                "iVBO\\nRw0K",
                "data:image/png;base64,iVBORw0K",
                "====",
                "\u00e9\u00e9\u00e9\u00e9"
            })
    void base64ThatIsNoneIsRefused(String base64) throws Exception {
        refused(
                handoff("\"images\":[{\"base64\":\"" + base64 + "\",\"mime_type\":\"image/png\"}]"),
                "images[0]",
                "base64");
    }

    @Test
    void aDocumentThatAnthropicDoesNotKnowIsRefused() throws Exception {
        file("a.zip", "PK");
        refused(
                handoff(
                        "\"backend\":\"anthropic\",\"attachments\":{\"r\":\"a.zip\"},\"attachment_types\":{\"r\":\"application/zip\"}"),
                "application/zip",
                "application/pdf");
    }

    @Test
    void moreThanTheCountIsRefused() throws Exception {
        try (MockLlm llm = llm();
                House house = seat(llm, "max-attachments=2")) {
            assertThat(house.exchange(handoff("\"image_paths\":[\"a.png\",\"b.png\",\"c.png\"]")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("at most 2");
            assertThat(llm.stats().requests()).isZero();
        }
    }

    @Test
    void whatNeedsMoreThanAllMemoryIsRefused() throws Exception {
        Files.write(data.resolve("a.png"), new byte[1 << 20]);
        try (MockLlm llm = llm();
                House house = seat(llm, "attachment-memory=1M")) {
            assertThat(house.exchange(handoff("\"image_path\":\"a.png\"")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("memory");
        }
    }

    @Test
    void whoFindsAllMemoryTakenIsToldToComeAgain() throws Exception {
        Files.write(data.resolve("a.png"), new byte[600_000]);
        try (MockLlm llm = llm();
                House house = seat(llm, "attachment-memory=1M");
                Guest first = house.guest(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"silent\""))) {
            assertThat(llm.await(stats -> stats.streamsOpen() == 1, PATIENCE)).isTrue();
            assertThat(house.exchange(handoff("\"image_path\":\"a.png\"")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("at_capacity", "\r\nRetry-After: ");
            first.left().goes();
            assertThat(llm.await(stats -> stats.cancelled() == 1, PATIENCE)).isTrue();
            assertThat(house.exchange(handoff("\"image_path\":\"a.png\""))).endsWith(DONE);
        }
    }

    @Test
    void aLangGraphInputHasNoPlaceForThem() throws Exception {
        png("a.png");
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            assertThat(
                            house.exchange(
                                    "{\"backend\":\"langgraph\",\"langgraph_input\":{\"messages\":[]},\"image_path\":\"a.png\"}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("langgraph_input");
            assertThat(llm.stats().requests()).isZero();
        }
    }

    // When a file is removed.

    @Test
    void aFileIsRemovedOnceItsRequestWasAccepted() throws Exception {
        Path file = png("a.png");
        try (MockLlm llm = llm();
                House house = seat(llm);
                Guest guest = house.guest(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"stall:3\""))) {
            guest.hearsUntil("data: ");
            House.await(() -> !Files.exists(file));
            guest.left().goes();
        }
    }

    @Test
    void aFileIsKeptWhileTheUpstreamSaysNothingAndWhenTheClientLeaves() throws Exception {
        Path file = png("a.png");
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            Guest guest = house.guest(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"silent\""));
            assertThat(llm.await(stats -> stats.streamsOpen() == 1, PATIENCE)).isTrue();
            assertThat(file).exists();
            guest.left().goes();
            assertThat(llm.await(stats -> stats.cancelled() == 1, PATIENCE)).isTrue();
        }
        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status:400", "status:429", "status:500", "html"})
    void aFileIsKeptWhereTheUpstreamRefuses(String pattern) throws Exception {
        Path file = png("a.png");
        try (MockLlm llm = llm();
                House house = seat(llm)) {
            assertThat(house.exchange(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"" + pattern + "\"")))
                    .startsWith("HTTP/1.1 50");
        }
        assertThat(file).exists();
    }

    @Test
    void aFileIsKeptWhereTheUpstreamIsNotThere() throws Exception {
        Path file = png("a.png");
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (House house = House.open(directory, "backend=openai", "openai-base=http://127.0.0.1:" + port)) {
            assertThat(house.exchange(handoff("\"image_path\":\"a.png\""))).startsWith("HTTP/1.1 502 ");
        }
        assertThat(file).exists();
    }

    @Test
    void twoStreamsMayHaveTheSameFile() throws Exception {
        Path file = png("a.png");
        try (MockLlm llm = llm();
                House house = seat(llm);
                Guest first = house.guest(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"silent\""));
                Guest second = house.guest(handoff("\"image_path\":\"a.png\",\"test_pattern\":\"silent\""))) {
            assertThat(llm.await(stats -> stats.streamsOpen() == 2, PATIENCE)).isTrue();
            assertThat(house.exchange(handoff("\"image_paths\":[\"a.png\",\"a.png\"]")))
                    .endsWith(DONE);
            House.await(() -> !Files.exists(file));
            first.left().goes();
            second.left().goes();
        }
    }

    @Test
    void theDirectoryIsMadeForItsOwnerAndGroupAlone() throws Exception {
        Files.delete(data);
        try (MockLlm llm = llm();
                House _ = seat(llm)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwxr-x---");
        }
    }
}
