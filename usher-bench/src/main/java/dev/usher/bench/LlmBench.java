package dev.usher.bench;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usher bench llm}: a mock LLM server, for a seat to stream from. */
@Command(
        name = "llm",
        description =
                "Answer as OpenAI, Anthropic and LangGraph do, over HTTP/1.1 and HTTP/2, with text that is known in"
                        + " advance; the header X-Test-Pattern asks for answers that fail. Prints its base URL and runs until it is"
                        + " told to end. Not for service.")
final class LlmBench implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    private boolean help;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen (default: 127.0.0.1:8080).")
    private String listen = "127.0.0.1:8080";

    @Option(names = "--socket", paramLabel = "PATH", description = "A Unix socket instead, in the clear.")
    private @Nullable Path socket;

    @Option(names = "--tls", description = "TLS with a certificate made at start, for localhost.")
    private boolean tls;

    @Option(
            names = "--cert-file",
            paramLabel = "FILE",
            description = "Write that certificate here (PEM); implies --tls.")
    private @Nullable Path certificateFile;

    @Option(names = "--chunks", paramLabel = "N", description = "Chunks an answer (default: 18).")
    private int chunks = LlmSettings.CHUNKS;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "Pause between chunks (default: 50ms).")
    private long delayMillis = LlmSettings.DELAY_MILLIS;

    @Option(
            names = "--first-delay",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "Pause before the head and the first chunk (default: 0ms).")
    private long firstDelayMillis;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            description = "Streams on one HTTP/2 connection, 0 for no limit (default: 100).")
    private int streamsMax = LlmSettings.STREAMS_MAX;

    @Option(
            names = "--stream-window",
            paramLabel = "BYTES",
            description = "HTTP/2's window of a stream, for requests (default: 1048576).")
    private int streamWindowBytes = 1 << 20;

    @Option(
            names = "--connection-window",
            paramLabel = "BYTES",
            description = "HTTP/2's window of a connection, for requests (default: 16777216).")
    private int connectionWindowBytes = 1 << 24;

    @Option(names = "--key", paramLabel = "KEY", description = "Answer 401 to requests without this key.")
    private @Nullable String key;

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            description = "The pattern of requests without X-Test-Pattern.")
    private String pattern = "";

    @Option(names = "--loops", paramLabel = "N", description = "Event loops (default: 1).")
    private int loops = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Given(spec)
                .require(socket == null || !(tls || certificateFile != null), "--socket is in the clear, no --tls");
        LlmSettings settings = settings();
        if (socket != null && Files.exists(socket)) {
            throw new IOException(socket + " exists already; remove it, or name another");
        }
        try (MockLlm server = MockLlm.start(settings)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "llm-close"));
            spec.commandLine().getOut().println(server.baseUrl());
            System.err.println("ready, pid " + ProcessHandle.current().pid());
            new CountDownLatch(1).await(); // until a signal ends the process
        }
        return BenchCommand.OK;
    }

    /** What the options say; a value out of its range is a usage error that names it. */
    private LlmSettings settings() {
        try {
            LlmSettings said = LlmSettings.defaults()
                    .withListen(address())
                    .withChunks(chunks)
                    .withDelayMillis(delayMillis)
                    .withFirstDelayMillis(firstDelayMillis)
                    .withStreamsMax(streamsMax)
                    .withWindowBytes(streamWindowBytes, connectionWindowBytes)
                    .withPattern(pattern)
                    .withLoops(loops);
            said = tls ? said.withTls() : said;
            said = certificateFile == null ? said : said.withCertificateFile(certificateFile);
            said = key == null ? said : said.withKey(key);
            return socket == null ? said : said.withSocket(socket.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        if (colon < 1 || !listen.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--listen " + listen + ": it takes HOST:PORT");
        }
        InetSocketAddress address =
                new InetSocketAddress(listen.substring(0, colon), Integer.parseInt(listen.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("--listen " + listen + ": no such host");
        }
        return address;
    }

    @Override
    public String toString() {
        return "usher bench llm" + (help ? " (information asked for)" : "");
    }
}
