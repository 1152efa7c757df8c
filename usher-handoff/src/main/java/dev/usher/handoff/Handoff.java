package dev.usher.handoff;

import dev.usher.fd.PeerCredentials;
import dev.usher.fd.StreamSocket;
import java.nio.ByteBuffer;

/**
 * A client that arrived, with the data that came beside it.
 *
 * @param client a connected stream socket, TCP or Unix, which the taker owns from here on; it may be in blocking mode, and
 *     that flag is shared with others: leave it
 * @param data the bytes, NULs at both ends left out, from position to limit; a view of the receiver's scratch buffer that
 *     is valid until the call it came with returns. Nothing remaining where there are none
 * @param sender who connected (SO_PEERCRED)
 */
public record Handoff(StreamSocket client, ByteBuffer data, PeerCredentials sender) {}
