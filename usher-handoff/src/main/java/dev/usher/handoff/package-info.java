/**
 * The wire between door and seat: offer and receive, both socket types, protocol versions.
 *
 * <p>Protocol 1, the reference's: one AF_UNIX connection a handoff, SOCK_SEQPACKET, or SOCK_STREAM where the listener is
 * one; one message, which is the data's bytes, or one NUL byte where there are none, with exactly one descriptor; close.
 * Nothing comes back. The types fit a protocol with an answer and a report, too.
 */
@NullMarked
package dev.usher.handoff;

import org.jspecify.annotations.NullMarked;
