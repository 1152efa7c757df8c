package dev.usher.daemon.receive;

import dev.usher.fd.SocketType;
import java.util.function.IntPredicate;

/**
 * Who may hand clients over, and how.
 *
 * @param type of the listening socket
 * @param mode permission bits of its file
 * @param maySend whether a sender with this uid (SO_PEERCRED) may hand clients over; those of others get 403
 * @param takeOver whether a path that another process serves is taken over
 */
public record HandoffRules(SocketType type, int mode, IntPredicate maySend, boolean takeOver) {}
