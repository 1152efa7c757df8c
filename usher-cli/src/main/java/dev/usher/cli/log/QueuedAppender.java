package dev.usher.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.ReentryGuard;
import ch.qos.logback.core.util.ReentryGuardFactory;
import dev.usher.server.content.log.LogFile;
import org.jspecify.annotations.Nullable;

/**
 * Logback's way to the one thread that writes: who logs, an event loop above all, never waits for whoever reads the log.
 * Logback's own AsyncAppender does not count what it drops.
 *
 * <p>Words of others, in a message or an exception's, stay in their line: see {@link SafeEvent}.
 *
 * <p>An event is rendered on the writer's thread if nothing in it can change until then, else at once. When the process ends
 * by itself, by an exit or by a signal, what waits is written first, for {@value #END_MILLIS} ms at most.
 */
public final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** A reader that stands still must not hold the end. */
    static final int END_MILLIS = 1_000;

    /** An event with its array and its numbers, its texts not counted. */
    private static final int EVENT_BYTES = 256;

    private static final int STACK_LINE_BYTES = 128;

    private final LogFile file;
    private final Thread atExit = new Thread(this::flush, "usher-error-log-flush");
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable LogWriter writer;

    /** To stderr; made by logback.xml. */
    public QueuedAppender() {
        this(LogFile.standardError());
    }

    /** To a file, which is closed when the appender is stopped. */
    public QueuedAppender(LogFile file) {
        this.file = file;
    }

    /** Before the start. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        Encoder<ILoggingEvent> lines = encoder;
        if (lines == null) {
            addError("no encoder is set for the appender " + name);
            return;
        }
        writer = new LogWriter(new LineOutput(file), event -> lines.encode(new SafeEvent(event)), this::notice);
        Runtime.getRuntime().addShutdownHook(atExit);
        super.start();
    }

    private ILoggingEvent notice(String text) {
        LoggerContext context = (LoggerContext) getContext();
        return new LoggingEvent(
                QueuedAppender.class.getName(), context.getLogger("errorlog"), Level.WARN, text, null, null);
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogWriter to = writer;
        if (to != null) {
            var _ = event.getThreadName(); // kept by the event, which would ask the writer's thread for it later
            to.write(event, bytes(event));
        }
    }

    /** What it weighs, and rendered where it has to be. */
    private static int bytes(ILoggingEvent event) {
        int bytes = EVENT_BYTES + textBytes(event);
        for (IThrowableProxy why = event.getThrowableProxy(); why != null; why = why.getCause()) {
            bytes += why.getStackTraceElementProxyArray().length * STACK_LINE_BYTES;
        }
        return bytes;
    }

    private static int textBytes(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        int bytes = 0;
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            if (arguments[i] instanceof String text) {
                bytes += text.length();
            } else if (mayChange(arguments[i])) {
                return event.getFormattedMessage().length(); // which the event keeps
            }
        }
        return bytes;
    }

    private static boolean mayChange(@Nullable Object argument) {
        return !(argument == null
                || argument instanceof Integer
                || argument instanceof Long
                || argument instanceof Boolean
                || argument instanceof Enum<?>);
    }

    /** An append logs nothing, so that none begins within another. */
    @Override
    protected ReentryGuard buildReentryGuard() {
        return ReentryGuardFactory.makeGuard(ReentryGuardFactory.GuardType.NOP);
    }

    /** Has the file opened anew, before any line is written that is logged from now on. Any thread; does not wait for it. */
    public void reopen() {
        LogWriter to = writer;
        if (to != null) {
            to.reopen();
        }
    }

    /**
     * Waits until all that was logged up to now is written, for {@value #END_MILLIS} ms at most, and not again where that was
     * too short. Any thread.
     */
    public void flush() {
        LogWriter to = writer;
        if (to != null) {
            to.flush();
        }
    }

    @Override
    public void stop() {
        LogWriter to = writer;
        if (to != null && isStarted()) {
            super.stop();
            flush();
            to.end();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }
}
