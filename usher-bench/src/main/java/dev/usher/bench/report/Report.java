package dev.usher.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where results go. The file is opened before anything is measured, so that a path that cannot be written costs no run; what
 * stood in it stays until there are results.
 */
public final class Report implements AutoCloseable {
    private final boolean toOut;
    private final @Nullable Path created;
    private final @Nullable FileChannel file;
    private boolean written;

    private Report(boolean toOut, @Nullable Path created, @Nullable FileChannel file) {
        this.toOut = toOut;
        this.created = created;
        this.file = file;
    }

    /**
     * Opens.
     *
     * @param json a path, "-" for standard output, or nothing
     * @throws IOException where the file cannot be written
     */
    public static Report open(String json) throws IOException {
        if (json.isEmpty() || json.equals("-")) {
            return new Report(!json.isEmpty(), null, null);
        }
        Path path = Path.of(json);
        boolean isNew = !Files.exists(path);
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new Report(false, isNew ? path : null, file);
        } catch (IOException e) {
            throw new IOException("--json " + json + ": it cannot be written (" + e + ")", e);
        }
    }

    /**
     * Writes all there is to write.
     *
     * @return whether each connection was complete
     * @throws IOException where the file takes no more
     */
    public boolean write(Map<String, Object> how, List<Result> results) throws IOException {
        ResultTable.print(results, new PrintWriter(toOut ? System.err : System.out, true, StandardCharsets.UTF_8));
        if (toOut) {
            ResultJson.write(how, results, System.out);
            System.out.flush();
        } else if (file != null) {
            file.truncate(0);
            ResultJson.write(how, results, Channels.newOutputStream(file));
        }
        written = true;
        return results.stream().allMatch(Result::allComplete);
    }

    /** Closes the file; one that was made for results that never came goes. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        if (created != null && !written) {
            Files.deleteIfExists(created);
        }
    }
}
