package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code usher run} whose standard error is a pipe, and the pipe's only reader, which reads when it is told to and at no
 * other time. It has read up to {@code ready} when the fixture is there. The pipe has a name, since a pipe of the JDK's is
 * read to its end by the JDK when the process ends.
 */
final class LogReader implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BufferedReader pipe;
    private int port;

    private LogReader(Process process, InputStream pipe) {
        this.process = process;
        this.pipe = new BufferedReader(new InputStreamReader(pipe, UTF_8), 512);
    }

    /** Starts Usher with {@code config}, whose door listens on port 0 of 127.0.0.1. */
    static LogReader of(Path directory, String config) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("usher.conf"), config);
        String pipe = directory.resolve("pipe").toString();
        assertThat(Programs.run("/usr/bin/mkfifo", pipe).exit()).isZero();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" 2>" + pipe, "usher"));
        command.addAll(UsherProcess.command(List.of("run", "-f", file.toString())));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("USHER_METRICS_ADDR", "off");
        Process process = builder.start();
        LogReader reader = new LogReader(process, new FileInputStream(pipe)); // waits for the one who writes
        boolean ready = false;
        try {
            reader.readUntilReady();
            ready = true;
            return reader;
        } finally {
            if (!ready) {
                reader.close();
            }
        }
    }

    private void readUntilReady() throws IOException {
        for (String line : linesUntil("ready, pid")) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
            }
        }
    }

    int port() {
        return port;
    }

    /** Reads on up to the line that has {@code words}, which is the last one of those that are returned. */
    List<String> linesUntil(String words) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            String line = pipe.readLine();
            if (line == null) {
                throw new IOException("the log ended without '" + words + "': " + lines);
            }
            lines.add(line);
        } while (!lines.getLast().contains(words));
        return lines;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** The exit code, waited for. */
    int exit(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("usher did not end within " + seconds + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().close();
        process.getInputStream().close();
        process.getErrorStream().close();
        pipe.close();
    }
}
