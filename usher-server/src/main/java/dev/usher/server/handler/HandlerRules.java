package dev.usher.server.handler;

import dev.usher.config.Values;

/**
 * What a virtual host says of all its handlers.
 *
 * @param reload whether a connection begins with a look at changed sources
 * @param scope whose objects handlers are
 */
public record HandlerRules(boolean reload, HandlerScope scope) {

    /** As a host's settings say. */
    public static HandlerRules of(Values host) {
        return new HandlerRules(host.get(HandlerSettings.RELOAD), host.get(HandlerSettings.HANDLER_SCOPE));
    }

    /** Whether all connections are served by the same code and objects. */
    boolean sameForAll() {
        return !reload && scope == HandlerScope.SERVER;
    }
}
