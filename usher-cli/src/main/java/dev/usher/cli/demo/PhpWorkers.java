package dev.usher.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * php-fpm's workers: its status page says how many are busy, its access log how long each was held. Both are looked at
 * when somebody asks, and no more often than each {@value #FRESH_MILLIS} ms.
 */
final class PhpWorkers implements Workers {
    private static final int FRESH_MILLIS = 100;
    private static final int LOG_BYTES_MAX = 1 << 20;
    private static final Pattern LINE =
            Pattern.compile("(\\d+) 200 \\S*?(stream|held)\\.php ([a-z0-9]{1,16}|-) (\\S+)");
    private static final Pattern BUSY = Pattern.compile("\"active processes\":(\\d+)");
    private static final Pattern WAITING = Pattern.compile("\"listen queue\":(\\d+)");

    private final PhpFpm php;
    private final int port;
    private final Path accessLog;
    private final HeldTimes times = new HeldTimes();
    private @Nullable Load load = new Load(0, 0);
    private long lookedNanos = System.nanoTime() - FRESH_MILLIS * 1_000_000L;
    private long read;

    /**
     * Of the php-fpm behind this demo's door.
     *
     * @param php the process
     * @param port the door's
     * @param accessLog php-fpm's, see {@link DemoPlaces#phpAccessLog}
     */
    PhpWorkers(PhpFpm php, int port, Path accessLog) {
        this.php = php;
        this.port = port;
        this.accessLog = accessLog;
    }

    @Override
    public synchronized @Nullable Load load() throws IOException {
        if (!php.isAlive()) {
            return null; // not asked: the door would log each poll as an error
        }
        if (System.nanoTime() - lookedNanos >= FRESH_MILLIS * 1_000_000L) {
            load = ask();
            lookedNanos = System.nanoTime();
        }
        return load;
    }

    private @Nullable Load ask() throws IOException {
        try (LoopbackRequest request = new LoopbackRequest()) {
            String status = request.get(port, "/demo-php-status?json").body();
            Matcher busy = BUSY.matcher(status);
            Matcher waiting = WAITING.matcher(status);
            return busy.find() && waiting.find()
                    ? new Load(Integer.parseInt(busy.group(1)), Integer.parseInt(waiting.group(1)))
                    : null;
        }
    }

    @Override
    public String trouble() {
        return php.isAlive() ? "php-fpm does not answer" : "php-fpm has ended";
    }

    @Override
    public synchronized HeldTimes heldTimes() throws IOException {
        if (!Files.exists(accessLog)) {
            return times;
        }
        try (FileChannel log = FileChannel.open(accessLog, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            read += take(log);
            if (read > LOG_BYTES_MAX) { // php-fpm appends, wherever the end is
                log.truncate(0);
                read = 0;
            }
        }
        return times;
    }

    /** Reads what has come, and returns how much of it was whole lines. */
    private int take(FileChannel log) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(log.size() - read, LOG_BYTES_MAX));
        int got = bytes.capacity() == 0 ? 0 : log.read(bytes, read);
        String text = new String(bytes.array(), 0, Math.max(got, 0), ISO_8859_1);
        int whole = text.lastIndexOf('\n') + 1;
        text.substring(0, whole).lines().forEach(this::line);
        return whole;
    }

    private void line(String line) {
        Matcher found = LINE.matcher(line);
        if (found.matches()) {
            String id = found.group(3).equals("-") ? "" : found.group(3);
            times.add(new HeldTimes.Held(
                    id, found.group(4), found.group(2).equals("stream"), Long.parseLong(found.group(1))));
        }
    }
}
