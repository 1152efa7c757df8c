package dev.usher.cli.demo;

import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's php-fpm with two workers, in the foreground, as a child process. What it says about itself it says on a
 * socket of its own, so that asking takes no worker. The thread that starts it has to outlive it, see {@link Leash}.
 */
final class PhpFpm implements AutoCloseable {
    private static final int START_SECONDS = 20;
    private static final int LOOK_MILLIS = 20;
    private static final int WORKER_END_MILLIS = 200;

    private final Process process;
    /** Its workers, as they were at its start: a master that is killed leaves them behind. */
    private List<ProcessHandle> workers = List.of();

    private PhpFpm(Process process) {
        this.process = process;
    }

    /**
     * Finds the program.
     *
     * @throws IOException naming the package, where there is none
     */
    static Path program() throws IOException {
        return Leash.find("php-fpm*")
                .orElseThrow(
                        () -> new IOException("php-fpm is not installed, and --php needs it: apt-get install php-fpm"
                                + " (without --php the demo's application is a Java class)"));
    }

    /**
     * Starts it; it takes requests when this returns.
     *
     * @throws IOException with what it said last, where it does not
     */
    static PhpFpm start(DemoPlaces at) throws IOException, InterruptedException {
        Path config = at.root().resolve("php-fpm.conf");
        Files.writeString(config, config(at));
        Path out = at.run().resolve("php-fpm.out");
        PhpFpm started = new PhpFpm(
                Leash.start(List.of(program().toString(), "--nodaemonize", "--fpm-config", config.toString()), out));
        boolean ready = false;
        try {
            started.awaitReady(at.run().resolve("php-fpm.log"), out);
            started.workers = started.process.children().toList();
            ready = true;
            return started;
        } finally {
            if (!ready) {
                started.close();
            }
        }
    }

    private static String config(DemoPlaces at) throws IOException {
        // php-fpm's children may not be root: then they are another user, who can only read the scripts.
        boolean root = ThisProcess.effectiveUid() == 0;
        return """
                [global]
                error_log = %1$s/php-fpm.log
                daemonize = no
                [demo]
                %2$s
                listen = %3$s
                listen.mode = 0600
                listen.backlog = 511
                pm = static
                pm.max_children = %5$d
                pm.status_path = /demo-php-status
                pm.status_listen = %4$s
                ; How long each request held its worker, in microseconds, and which stream and request it was.
                access.log = %6$s
                access.format = "%%{micro}d %%s %%f %%{X-Stream-Id}o %%{UNIQUE_ID}e"
                php_admin_value[output_buffering] = 0
                php_admin_flag[zlib.output_compression] = off
                php_admin_value[max_execution_time] = 120
                """.formatted(
                        at.run(),
                        root ? "user = " + unprivileged() : "",
                        at.phpSocket(),
                        at.phpStatusSocket(),
                        Workers.TOTAL,
                        at.phpAccessLog());
    }

    private static String unprivileged() throws IOException {
        boolean debian =
                Files.readAllLines(Path.of("/etc/passwd")).stream().anyMatch(line -> line.startsWith("www-data:"));
        return debian ? "www-data" : "nobody";
    }

    private void awaitReady(Path log, Path out) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(log) || !Files.readString(log).contains("ready to handle connections")) {
            if (!process.isAlive()) {
                throw new IOException("php-fpm ended with " + process.exitValue() + ": " + Leash.tail(out));
            }
            if (System.nanoTime() > end) {
                throw new IOException("php-fpm was not ready within " + START_SECONDS + " s: " + Leash.tail(out));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Whether the master runs. Any thread. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it and its workers, those of a master that has died too, and waits until they have ended. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(workers);
        process.children().forEach(all::add); // those it has started since, in the place of others
        try {
            Leash.stop(process);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(PhpFpm::end);
    }

    /** Of a process that has gone: nothing. A worker is no child of ours, so that its end is looked for, not told. */
    private static void end(ProcessHandle worker) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORKER_END_MILLIS);
        boolean _ = worker.destroyForcibly();
        while (worker.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
