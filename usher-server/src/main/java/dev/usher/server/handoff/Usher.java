package dev.usher.server.handoff;

import dev.usher.config.Values;
import dev.usher.handoff.OfferLimits;
import dev.usher.handoff.SeatAddress;
import dev.usher.handoff.SeatConnector;
import dev.usher.server.connection.FilterType;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HttpError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks clients to their seats: one for a whole server. Safe for all threads.
 *
 * <p>Give {@link #addTo} to what adds a request's output filters.
 */
public final class Usher {
    /** What operators look for in the log: {@code grep socket_handoff}. */
    static final Logger LOG = LoggerFactory.getLogger("socket_handoff");

    private static final int POLICIES_MAX = 1024;

    private final SeatConnector connector = new SeatConnector();
    private final Map<Values, HandoffPolicy> policies = new ConcurrentHashMap<>();
    private final HandoffWatch watch;

    /** Knows no seat yet, and tells nobody. */
    public Usher() {
        this(HandoffWatch.NONE);
    }

    /** Knows no seat yet. */
    public Usher(HandoffWatch watch) {
        this.watch = watch;
    }

    /**
     * Puts the handoff's filter into a request's output chain, before its handler runs. Driver only.
     *
     * @param values the settings in force for the request; the same object for the same place, since they are read once
     */
    public void addTo(Values values, Exchange exchange) {
        exchange.out().add(FilterType.CONTENT_SET, new HandoffFilter(exchange, policy(values), this));
    }

    private HandoffPolicy policy(Values values) {
        HandoffPolicy known = policies.get(values);
        if (known != null) {
            return known;
        }
        HandoffPolicy read = HandoffPolicy.of(values);
        if (policies.size() < POLICIES_MAX) {
            policies.put(values, read);
        }
        return read;
    }

    /**
     * Hands the exchange's client to the seat, or answers it with the error that came instead. The exchange must be
     * suspended, and nothing of its answer sent. Driver only; returns at once.
     *
     * @param data none is a seat without data; must not change any more
     */
    void seat(Exchange exchange, SeatAddress seat, OfferLimits limits, byte[] data) {
        new Seating(this, exchange, seat, limits, data).begin(connector);
    }

    /** Answers an exchange whose application asked for a handoff that means nothing. Driver only. */
    void refuse(Exchange exchange, HttpError error) {
        LOG.error("{} {} {}", exchange.id(), error.status(), error.detail());
        watch.refused(error.status());
        exchange.fail(error.logged());
    }

    HandoffWatch watch() {
        return watch;
    }
}
