package dev.usher.server.content.log;

import dev.usher.config.Values;
import dev.usher.server.content.log.LogSettings.CustomLog;
import dev.usher.server.content.log.LogSettings.NamedFormat;
import dev.usher.server.http.AccessLog;
import dev.usher.server.http.AccessLogFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All access logs of a server. Opened when it starts, one file once however many hosts write to it. */
public final class AccessLogs implements AutoCloseable {
    private final LogThread thread;
    private final Path baseDirectory;
    private final Map<Path, LogFile> files = new HashMap<>();

    /**
     * Starts the thread that writes.
     *
     * @param baseDirectory what relative paths belong to
     */
    public AccessLogs(Path baseDirectory) {
        this.baseDirectory = baseDirectory;
        this.thread = new LogThread();
    }

    /**
     * The log of a virtual host, or of the main server.
     *
     * @throws IOException where a file cannot be opened, or a format's name is not known; the message names it
     */
    public AccessLog of(Values host) throws IOException {
        List<AccessLog> logs = new ArrayList<>();
        for (CustomLog custom : host.find(LogSettings.CUSTOM_LOG).orElse(List.of())) {
            AccessLogFormat format = format(custom, host);
            LogFile file = open(baseDirectory.resolve(custom.file()).normalize());
            logs.add(entry -> thread.write(file, format.format(entry)));
        }
        return switch (logs.size()) {
            case 0 -> AccessLog.NONE;
            case 1 -> logs.getFirst();
            default -> entry -> logs.forEach(log -> log.log(entry));
        };
    }

    /**
     * The format of a log.
     *
     * @throws IOException where it has a name that no LogFormat gives
     */
    static AccessLogFormat format(CustomLog custom, Values host) throws IOException {
        String wanted = custom.format();
        List<NamedFormat> named =
                new ArrayList<>(host.find(LogSettings.LOG_FORMAT).orElse(List.of()));
        named.addAll(host.over(Values.defaults()).find(LogSettings.LOG_FORMAT).orElse(List.of()));
        for (NamedFormat format : named.reversed()) { // the host's own come last now, and the last one counts
            if (format.name().equals(wanted)) {
                return format.format();
            }
        }
        return switch (wanted) {
            case "", "common" -> AccessLogFormat.COMMON;
            case "combined" -> AccessLogFormat.COMBINED;
            default -> literal(custom);
        };
    }

    private static AccessLogFormat literal(CustomLog custom) throws IOException {
        if (custom.format().indexOf('%') < 0) {
            throw new IOException("CustomLog " + custom.file() + ": no LogFormat is named '" + custom.format() + "'");
        }
        return AccessLogFormat.parse(custom.format());
    }

    private LogFile open(Path path) throws IOException {
        LogFile known = files.get(path);
        if (known == null) {
            known = LogFile.of(path);
            files.put(path, known);
        }
        return known;
    }

    /** Opens all files anew, after they were renamed; lines of requests until then go to the old ones. From any thread. */
    public void reopen() {
        files.values().forEach(thread::reopen);
    }

    /** Writes what waits, for at most 5 seconds, and closes the files. */
    @Override
    public void close() {
        thread.close();
        files.values().forEach(LogFile::close);
    }
}
