package dev.usher.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.Encoder;
import dev.usher.cli.log.JsonEncoder;
import dev.usher.cli.log.QueuedAppender;
import dev.usher.config.Values;
import dev.usher.daemon.LogLineFormat;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.content.log.LogFile;
import dev.usher.server.content.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The error log as the configuration wants it: to stderr, or to ErrorLog's file, from LogLevel on. */
final class ErrorLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%logger] %msg%n";

    private final @Nullable QueuedAppender file;
    private List<String> named; // loggers that have a level of their own

    private ErrorLog(@Nullable QueuedAppender file, List<String> named) {
        this.file = file;
        this.named = named;
    }

    /**
     * Sets logging up.
     *
     * @param main the main server's values
     * @param baseDirectory what a relative path belongs to
     * @throws IOException where ErrorLog's file cannot be opened; the log stays what it was
     */
    static ErrorLog of(Values main, Path baseDirectory) throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Optional<Path> file = main.find(LogSettings.ERROR_LOG);
        boolean json = main.get(SeatSettings.LOG_LINE_FORMAT) == LogLineFormat.JSON;
        QueuedAppender appender = null;
        if (file.isPresent() || json) {
            LogFile to = file.isPresent() ? LogFile.of(baseDirectory.resolve(file.get())) : LogFile.standardError();
            appender = append(context, to, json ? new JsonEncoder() : plain());
        }
        return new ErrorLog(appender, levels(context, main.get(LogSettings.LOG_LEVEL)));
    }

    /** Waits until all that was logged is written, for a second at most: what is printed next stands behind it. */
    static void flush() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Iterator<Appender<ILoggingEvent>> all =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (all.hasNext()) {
            if (all.next() instanceof QueuedAppender queued) {
                queued.flush();
            }
        }
    }

    /** Opens its file anew, after it was renamed. */
    void reopen() {
        if (file != null) {
            file.reopen();
        }
    }

    /** Takes LogLevel's newer value over. By one thread at a time. */
    void relevel(Values main) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        named.forEach(logger -> context.getLogger(logger).setLevel(null));
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        named = levels(context, main.get(LogSettings.LOG_LEVEL));
    }

    /** The names of the loggers that have one of their own by it. */
    private static List<String> levels(LoggerContext context, List<String> words) {
        words.forEach(word -> level(context, word));
        return words.stream()
                .filter(word -> word.indexOf(':') >= 0)
                .map(word -> word.substring(0, word.lastIndexOf(':')))
                .toList();
    }

    private static Encoder<ILoggingEvent> plain() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return encoder;
    }

    private static QueuedAppender append(LoggerContext context, LogFile file, Encoder<ILoggingEvent> encoder) {
        QueuedAppender appender = new QueuedAppender(file);
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        return appender;
    }

    /** Keeps a logger from writing anything, or gives it the level of all again. */
    static void silence(String logger, boolean silent) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(logger).setLevel(silent ? Level.OFF : null);
    }

    /** {@code warn} or {@code socket_handoff:debug}. */
    private static void level(LoggerContext context, String word) {
        int colon = word.lastIndexOf(':');
        String logger = colon < 0 ? Logger.ROOT_LOGGER_NAME : word.substring(0, colon);
        context.getLogger(logger).setLevel(levelOf(word.substring(colon + 1)));
    }

    /** httpd's sixteen levels on Logback's five. */
    private static Level levelOf(String name) {
        return switch (name) {
            case "emerg", "alert", "crit", "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "notice", "info" -> Level.INFO;
            case "debug" -> Level.DEBUG;
            default -> Level.TRACE;
        };
    }
}
