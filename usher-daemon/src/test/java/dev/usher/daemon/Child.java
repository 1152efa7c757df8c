package dev.usher.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A class of the tests in a JVM of its own, for what one process's descriptors do not suffice for, or should not. */
public final class Child implements AutoCloseable {
    final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(); // an empty one is the end
    private final Thread reader;

    private Child(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().name("child-output").start(this::read);
    }

    /** All of it, wanted or not: a child whose output nobody reads stands still. */
    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            lines.add(Optional.of("its output cannot be read: " + e));
        }
        lines.add(Optional.empty());
    }

    /** Starts {@code main}; with {@code files} above 0 under that limit of open files. */
    public static Child start(int files, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (files > 0) {
            command.addAll(List.of("/bin/sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "child"));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m", // so that what grows is seen
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The next line that begins with {@code prefix}; lines of the log before it are passed over. */
    public String line(String prefix) throws IOException {
        try {
            for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
                if (line.get().startsWith(prefix)) {
                    return line.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the child ended before it said " + prefix);
    }

    /** Its memory, kB (proc(5), VmRSS). */
    long residentKb() throws IOException {
        return Files.readAllLines(facts("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(facts("fd"))) {
            return all.count();
        }
    }

    private Path facts(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
