package dev.usher.server.handoff;

import dev.usher.config.Values;
import dev.usher.fd.ThisProcess;
import dev.usher.handoff.OfferLimits;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The handoff's settings as they hold at one place. Immutable.
 *
 * @param enabled whether X-Socket-Handoff is acted on
 * @param prefix where seats must be
 * @param limits how they are connected to
 */
record HandoffPolicy(boolean enabled, AllowedPrefix prefix, OfferLimits limits) {

    /** Reads the values, once for many requests. */
    static HandoffPolicy of(Values values) {
        Set<Integer> named = values.find(HandoffSettings.PEER_USERS).stream()
                .flatMap(users -> users.stream().map(PeerUser::uid))
                .collect(Collectors.toUnmodifiableSet());
        boolean root = ThisProcess.effectiveUid() == 0;
        IntPredicate stream = uid -> uid != 0 || root || named.contains(uid);
        OfferLimits limits = new OfferLimits(
                values.get(HandoffSettings.CONNECT_TIMEOUT_MILLIS),
                values.get(HandoffSettings.SEND_TIMEOUT_MILLIS),
                values.get(HandoffSettings.MAX_RETRIES),
                values.get(HandoffSettings.SOCKET_TYPE),
                uid -> named.isEmpty() || named.contains(uid),
                stream);
        return new HandoffPolicy(values.get(HandoffSettings.ENABLED), values.get(HandoffSettings.PREFIX), limits);
    }
}
