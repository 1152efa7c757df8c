package dev.usher.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.usher.cli.log.QueuedAppender;
import dev.usher.config.Configuration;
import dev.usher.config.Values;
import dev.usher.server.ServerSettings;
import dev.usher.server.content.log.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The error log as the configuration wants it: to stderr, or to ErrorLog's file, from LogLevel on. */
final class ErrorLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%logger] %msg%n";

    private final @Nullable QueuedAppender file;

    private ErrorLog(@Nullable QueuedAppender file) {
        this.file = file;
    }

    /**
     * Sets logging up.
     *
     * @throws IOException where ErrorLog's file cannot be opened; the log stays what it was
     */
    static ErrorLog of(Configuration configuration) throws IOException {
        Values main = configuration.main().values();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Optional<Path> file = main.find(ServerSettings.ERROR_LOG);
        QueuedAppender appender = null;
        if (file.isPresent()) {
            appender = toFile(context, configuration.baseDirectory().resolve(file.get()));
        }
        main.get(ServerSettings.LOG_LEVEL).forEach(level -> level(context, level));
        return new ErrorLog(appender);
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

    /** Opens the file anew, after it was renamed. */
    void reopen() {
        if (file != null) {
            file.reopen();
        }
    }

    private static QueuedAppender toFile(LoggerContext context, Path file) throws IOException {
        QueuedAppender appender = new QueuedAppender(LogFile.of(file));
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
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
