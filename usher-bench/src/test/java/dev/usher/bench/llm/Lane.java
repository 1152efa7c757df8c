package dev.usher.bench.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A way to the server: how it listens, and what curl says to use it. */
enum Lane {
    HTTP_1_1("--http1.1"),
    H2C("--http2-prior-knowledge"),
    TLS_HTTP_1_1("--http1.1"),
    TLS_H2("--http2"),
    UNIX_HTTP_1_1("--http1.1"),
    UNIX_H2C("--http2-prior-knowledge");

    private final String protocol;

    Lane(String protocol) {
        this.protocol = protocol;
    }

    boolean isHttp2() {
        return !protocol.equals("--http1.1");
    }

    private boolean isTls() {
        return this == TLS_HTTP_1_1 || this == TLS_H2;
    }

    private boolean isUnix() {
        return this == UNIX_HTTP_1_1 || this == UNIX_H2C;
    }

    LlmSettings settings(LlmSettings base, Path directory) {
        return isTls()
                ? base.withCertificateFile(directory.resolve("ca.pem"))
                : isUnix() ? base.withSocket(directory.resolve("llm.sock")) : base;
    }

    /** A POST. */
    Curled post(MockLlm server, Path directory, String path, String body, String pattern) throws Exception {
        return curl(
                server,
                directory,
                path,
                "--data-binary",
                body,
                "-H",
                "content-type: application/json",
                "-H",
                "X-Test-Pattern: " + pattern);
    }

    Curled curl(MockLlm server, Path directory, String path, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "-N",
                "-m",
                "20",
                protocol,
                "-D",
                directory.resolve("head").toString()));
        if (isTls()) {
            command.addAll(List.of("--cacert", directory.resolve("ca.pem").toString()));
        }
        if (isUnix()) {
            command.addAll(
                    List.of("--unix-socket", directory.resolve("llm.sock").toString()));
        }
        command.addAll(List.of(more));
        command.add(server.baseUrl() + path);
        return Curled.run(command, directory.resolve("head"));
    }

    /**
     * What curl saw.
     *
     * @param exit 0 where the body ended cleanly
     * @param head the status line and the headers; empty where there were none
     */
    record Curled(int exit, String head, String body) {
        static Curled run(List<String> command, Path head) throws IOException, InterruptedException {
            java.nio.file.Files.writeString(head, "");
            Process curl = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            byte[] body = curl.getInputStream().readAllBytes();
            assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Curled(
                    curl.exitValue(),
                    java.nio.file.Files.readString(head),
                    new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }

        int status() {
            int last = head.lastIndexOf("HTTP/"); // a 100 may stand before it
            return last < 0
                    ? 0
                    : Integer.parseInt(head.substring(last).split(" ", -1)[1].trim());
        }
    }
}
