package dev.usher.server.content.log;

import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.BadValue;
import dev.usher.config.Catalog;
import dev.usher.config.Setting;
import dev.usher.config.ValueType;
import dev.usher.server.http.AccessLogFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The directives of the logs, with httpd's names. */
public final class LogSettings {
    // First, because the defaults below are read when they are declared.
    private static final Set<String> LEVELS = Set.of(
            "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug", "trace", "trace1", "trace2", "trace3",
            "trace4", "trace5", "trace6", "trace7", "trace8");

    /** A file of the error log; without it the log goes to stderr. */
    public static final Setting<Path> ERROR_LOG = Setting.of(
                    "ErrorLog", ValueType.of("FILE", 1, 1, words -> parseFile(words.getFirst())))
            .in(SERVER, VHOST)
            .help("The file of the error log; stderr unless set.");

    /** The level of the error log, for all and for single loggers ({@code info}, {@code socket_handoff:debug}). */
    public static final Setting<List<String>> LOG_LEVEL = Setting.of(
                    "LogLevel", ValueType.of("[LOGGER:]LEVEL", 1, 1, LogSettings::level))
            .eachWord()
            .byDefault("info")
            .in(SERVER, VHOST)
            .reloadable()
            .help(
                    "What is worth a line in the error log: emerg, alert, crit, error, warn, notice, info, debug, trace, trace1"
                            + " to trace8.");

    static final Setting<List<NamedFormat>> LOG_FORMAT = Setting.of(
                    "LogFormat", ValueType.of("FORMAT [NAME]", 1, 2, NamedFormat::parse))
            .eachLine()
            .addsToOuter()
            .in(SERVER, VHOST)
            .fileOnly()
            .help("A name for a format of access logs; common and combined are known already. Without a name it is the"
                    + " format of each CustomLog that gives none.");

    static final Setting<List<CustomLog>> CUSTOM_LOG = Setting.of(
                    "CustomLog", ValueType.of("FILE [FORMAT|NAME]", 1, 3, CustomLog::parse))
            .alias("TransferLog")
            .eachLine()
            .in(SERVER, VHOST)
            .fileOnly()
            .help(
                    "A file that gets a line for each request, in the format of LogFormat unless it names another; a virtual"
                            + " host's own replace the server's.");

    /** {@code LogFormat FORMAT [NAME]}; the name is empty for the format of logs that name none. */
    record NamedFormat(String name, AccessLogFormat format) {
        static NamedFormat parse(List<String> words) throws BadValue {
            return new NamedFormat(words.size() == 1 ? "" : words.get(1), parseFormat(words.get(0)));
        }
    }

    /** {@code CustomLog FILE [FORMAT]}: the format as written, since its name may be given later; empty for none. */
    record CustomLog(Path file, String format) {
        static CustomLog parse(List<String> words) throws BadValue {
            if (words.size() == 3) {
                throw new BadValue(
                        "takes no condition (env=, expr=): every request is logged; leave it out", words.get(2));
            }
            String format = words.size() == 1 ? "" : words.get(1);
            if (format.indexOf('%') >= 0) {
                var _ = parseFormat(format);
            }
            return new CustomLog(parseFile(words.get(0)), format);
        }
    }

    private LogSettings() {}

    /** All of them, to be included in the server's catalog. */
    public static Catalog catalog() {
        return Catalog.builder()
                .settings(ERROR_LOG, LOG_LEVEL, LOG_FORMAT, CUSTOM_LOG)
                .modules("log_config", "logio")
                .build();
    }

    private static AccessLogFormat parseFormat(String text) throws BadValue {
        try {
            return AccessLogFormat.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadValue("takes a format as in httpd (" + e.getMessage() + ")", text);
        }
    }

    private static Path parseFile(String word) throws BadValue {
        if (word.isEmpty() || word.startsWith("|") || word.startsWith("syslog")) {
            throw new BadValue("must name a file; programs and syslog are not written to", word);
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new BadValue("must name a file (" + e.getReason() + ")", word);
        }
    }

    private static String level(List<String> words) throws BadValue {
        String word = words.getFirst().toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(word.substring(word.lastIndexOf(':') + 1))) {
            throw new BadValue("must be a level such as warn, or LOGGER:LEVEL", words.getFirst());
        }
        return word;
    }
}
