package dev.usher.server.handoff;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.OutputFilter;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks at the head of one answer before it is sent (CONTENT_SET).
 *
 * <pre>
 *   LOOKING ── no X-Socket-Handoff, or none that counts ──► out of the chain
 *      └────── a handoff, or a broken one ────────────────► DROPPING: whatever the application still sends
 * </pre>
 *
 * <p>Both headers are taken out of every answer. HEAD, inner requests and SocketHandoffEnabled Off hand nothing off. What a
 * failed handoff is answered with does not come through here. For the connection's driver only.
 */
final class HandoffFilter implements OutputFilter {
    static final String SEAT = "X-Socket-Handoff";
    static final String DATA = "X-Handoff-Data";

    private final Exchange exchange;
    private final HandoffPolicy policy;
    private final Usher usher;
    private boolean dropping;

    HandoffFilter(Exchange exchange, HandoffPolicy policy, Usher usher) {
        this.exchange = exchange;
        this.policy = policy;
        this.usher = usher;
    }

    @Override
    public void pass(Link link, Brigade brigade) throws IOException {
        if (dropping) {
            return;
        }
        Headers headers = exchange.response().headers();
        List<String> seats = headers.all(SEAT);
        List<String> data = headers.all(DATA);
        headers.remove(SEAT);
        headers.remove(DATA);
        if (!counts() || (seats.isEmpty() && data.size() < 2)) {
            link.remove();
            link.next().pass(brigade);
            return;
        }
        dropping = true;
        exchange.suspend();
        handOff(seats, data);
    }

    private boolean counts() {
        return policy.enabled()
                && exchange.isMain()
                && !exchange.request().method().equals("HEAD");
    }

    private void handOff(List<String> seats, List<String> data) {
        if (seats.size() > 1 || data.size() > 1) {
            broken(SEAT + " came " + seats.size() + " times and " + DATA + " " + data.size()
                    + " times; each may come once");
        } else if (seats.getFirst().isEmpty()) {
            broken(SEAT + " is empty; it must be the path of the seat's socket");
        } else {
            byte[] bytes = data.isEmpty() ? new byte[0] : data.getFirst().getBytes(StandardCharsets.ISO_8859_1);
            usher.seat(exchange, SeatPath.ofHeader(seats.getFirst(), policy.prefix()), policy.limits(), bytes);
        }
    }

    private void broken(String detail) {
        usher.refuse(exchange, HttpError.of(500, "The application's answer cannot be used.", detail));
    }

    @Override
    public String toString() {
        return "HandoffFilter";
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    /** Of an answer that it lets pass. */
    @Override
    public boolean keepsLength() {
        return true;
    }
}
