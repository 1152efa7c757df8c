package dev.usher.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * An event whose words stay in the line they stand in: its message, and the messages of its exceptions, may be a client's or a
 * handler's and look like lines of this log. The lines of a stack trace are the encoder's, and stay lines.
 */
record SafeEvent(ILoggingEvent event) implements ILoggingEvent {

    private record SafeThrowable(IThrowableProxy thrown) implements IThrowableProxy {
        static @Nullable SafeThrowable of(@Nullable IThrowableProxy thrown) {
            return thrown == null ? null : new SafeThrowable(thrown);
        }

        private static @Nullable String safe(@Nullable String message) {
            return message == null ? null : OneLine.of(message);
        }

        @Override
        public @Nullable String getMessage() {
            return safe(thrown.getMessage());
        }

        /** What an exception says of itself where it has a toString of its own. */
        @Override
        public @Nullable String getOverridingMessage() {
            return safe(thrown.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return thrown.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return thrown.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return thrown.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(thrown.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return Arrays.stream(thrown.getSuppressed()).map(SafeThrowable::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return thrown.isCyclic();
        }
    }

    @Override
    public String getFormattedMessage() {
        return OneLine.of(String.valueOf(event.getFormattedMessage()));
    }

    @Override
    public String getMessage() {
        return OneLine.of(String.valueOf(event.getMessage()));
    }

    @Override
    public String getLoggerName() {
        return OneLine.of(event.getLoggerName());
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return SafeThrowable.of(event.getThrowableProxy());
    }

    // ---- what has no words of others, or is not written

    @Override
    public String getThreadName() {
        return event.getThreadName();
    }

    @Override
    public Level getLevel() {
        return event.getLevel();
    }

    @Override
    public Object[] getArgumentArray() {
        return event.getArgumentArray();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return event.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return event.getMarkerList();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return event.getMDCPropertyMap();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own, to be there until it goes
    public Map<String, String> getMdc() {
        return event.getMdc();
    }

    @Override
    public long getTimeStamp() {
        return event.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return event.getNanoseconds();
    }

    @Override
    public long getSequenceNumber() {
        return event.getSequenceNumber();
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return event.getKeyValuePairs();
    }

    @Override
    public void prepareForDeferredProcessing() {
        event.prepareForDeferredProcessing();
    }
}
