/**
 * The output filter that turns an application's answer into a handoff: the client's own socket goes to a seat, and nothing
 * is written to it any more.
 *
 * <p>{@link dev.usher.server.handoff.HandoffFilter} looks at the answer's head, {@link dev.usher.server.handoff.Usher} walks
 * the client: path check ({@link dev.usher.server.handoff.SeatPath}), connect, then the choice of the lane and the send in
 * one turn of the loop.
 */
@NullMarked
package dev.usher.server.handoff;

import org.jspecify.annotations.NullMarked;
