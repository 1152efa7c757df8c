package dev.usher.server.content;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** The lines that one logger writes while this is open. */
public final class Recorded implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> stacks = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null) {
                stacks.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            lines.add(event.getFormattedMessage());
        }
    };

    private Recorded(Logger logger) {
        this.logger = logger;
    }

    /** Begins to record. */
    public static Recorded of(String name) {
        Recorded recorded = new Recorded((Logger) LoggerFactory.getLogger(name));
        recorded.logger.setLevel(Level.DEBUG);
        recorded.appender.start();
        recorded.logger.addAppender(recorded.appender);
        return recorded;
    }

    /** The first line that holds {@code text}; waits for it up to 10 seconds. */
    public String await(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            for (String line : lines) {
                if (line.contains(text)) {
                    return line;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        throw new AssertionError("no line of the log has '" + text + "': " + lines);
    }

    /** All lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** What stands below the lines that have an exception, each with its causes. */
    public List<String> stacks() {
        return List.copyOf(stacks);
    }

    /** Characters in all lines so far. */
    public long characters() {
        return lines.stream().mapToLong(String::length).sum();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }
}
