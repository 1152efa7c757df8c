package dev.usher.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A line of the error log as one JSON object (RFC 8259), in ASCII, so that nothing within it can look like a line's end.
 *
 * <p>Each has {@code time} (RFC 3339, UTC, milliseconds), {@code level}, {@code logger}, {@code thread} and {@code message}, with
 * an {@code exception} its stack. What a message writes as {@code name=value} is a field of that name besides, see {@link
 * MessageFields}. Made and used by the log's writer thread.
 */
public final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonLine line = new JsonLine();
        line.text("time", TIME.format(event.getInstant()));
        line.text("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        line.text("logger", event.getLoggerName());
        line.text("thread", event.getThreadName());
        MessageFields.of(event, line);
        line.text("message", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            line.text("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.end().getBytes(StandardCharsets.US_ASCII);
    }
}
