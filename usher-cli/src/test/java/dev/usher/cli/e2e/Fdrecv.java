package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A line typed in a directory, with {@code fdrecv} and {@code usher} on the PATH; ended with SIGTERM, which it must obey. */
final class Fdrecv implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Path socket;

    private Fdrecv(Process process, Path log, Path socket) {
        this.process = process;
        this.log = log;
        this.socket = socket;
    }

    /** Types {@code line}, which listens on {@code socket}, and waits until it does. */
    static Fdrecv typed(Path directory, String line, Path socket, Path scratch) throws Exception {
        Path log = Files.createTempFile(scratch, "fdrecv", ".log");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", "exec " + line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().merge("PATH", commands(scratch).toString(), (path, bin) -> bin + ":" + path);
        Fdrecv fdrecv = new Fdrecv(builder.start(), log, socket);
        boolean ready = false;
        try {
            Waiting.until(line + " is ready", 60, fdrecv::isReady);
            ready = true;
            return fdrecv;
        } finally {
            if (!ready) {
                fdrecv.process.destroyForcibly().waitFor();
            }
        }
    }

    /** A directory with both commands. */
    static Path commands(Path scratch) throws IOException {
        Path bin = Files.createDirectories(scratch.resolve("bin"));
        UsherProcess.script(bin.resolve("fdrecv"));
        UsherProcess.script(bin.resolve("usher"));
        return bin;
    }

    private boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("it ended: " + log());
        }
        return log().contains("ready, pid");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0 || Files.exists(socket)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("it did not end well: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
