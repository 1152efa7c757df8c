package dev.usher.server.http;

import dev.usher.server.connection.AddressText;
import dev.usher.server.connection.Connection;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request that is over, as the access log sees it.
 *
 * @param arrival what is known of every request, also of one that was refused
 * @param request the head, null where it was refused
 * @param status what the client got; 499 where it had gone before an answer
 * @param handler what kind of handler had it
 */
record RequestRecord(
        Arrival arrival,
        String siteName,
        @Nullable RequestHead request,
        Headers responseHeaders,
        int status,
        HandlerKind handler,
        Volume volume,
        ConnectionEnd connectionEnd)
        implements AccessLogEntry {

    /** What is known as soon as bytes have come. */
    record Arrival(
            String requestId,
            Connection connection,
            @Nullable String requestLine,
            long startEpochMillis,
            long startNanos,
            int requestsBefore) {}

    /** Bytes each way, and how long it took. */
    record Volume(long received, long sent, long body, long durationNanos) {}

    @Override
    public String requestId() {
        return arrival.requestId();
    }

    @Override
    public String remoteAddress() {
        return arrival.connection().clientSocket().remoteHost();
    }

    @Override
    public String localAddress() {
        return AddressText.of(arrival.connection().clientSocket().localAddress(), "-");
    }

    @Override
    public int localPort() {
        return arrival.connection().clientSocket().localAddress() instanceof InetSocketAddress local
                ? local.getPort()
                : 0;
    }

    @Override
    public @Nullable String remoteUser() {
        return null;
    }

    @Override
    public @Nullable String requestLine() {
        return arrival.requestLine();
    }

    @Override
    public long startEpochMillis() {
        return arrival.startEpochMillis();
    }

    @Override
    public int requestsBefore() {
        return arrival.requestsBefore();
    }

    @Override
    public long durationNanos() {
        return volume.durationNanos();
    }

    @Override
    public long bodyBytes() {
        return volume.body();
    }

    @Override
    public long bytesReceived() {
        return volume.received();
    }

    @Override
    public long bytesSent() {
        return volume.sent();
    }
}
