package dev.usher.bench.load;

import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixSocket;
import dev.usher.loop.Channels;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;

/** Makes clients: two ends of a connection, ours to listen to and the server's to hand over. For one thread. */
sealed interface ClientPairs extends AutoCloseable {
    /**
     * Two ends, each of which the caller closes.
     *
     * @param ours not blocking
     * @param theirs to hand over
     */
    record Ends(Fd ours, Fd theirs) {}

    /** Makes a pair. */
    Ends next() throws IOException;

    @Override
    void close() throws IOException;

    /** Begins to make clients of this kind. */
    static ClientPairs of(Transport transport) throws IOException {
        return transport == Transport.TCP ? new Tcp() : new Unix();
    }

    /** By socketpair(2). */
    final class Unix implements ClientPairs {
        @Override
        public Ends next() throws IOException {
            UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
            return new Ends(pair.left().fd(), pair.right().fd());
        }

        @Override
        public void close() {}
    }

    /** Connects to a listener of its own: this is the front that accepts a client and hands it over. */
    final class Tcp implements ClientPairs {
        private static final int BACKLOG = 64;
        private static final int TRIES = 2_000;
        private static final long BETWEEN_TRIES_NANOS = 500_000;

        private final Socket listener;
        private final InetSocketAddress address;
        private final byte[] peer = new byte[64];

        Tcp() throws IOException {
            Channels.loadNative(); // what Socket needs
            listener = Socket.newSocketStream();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(BACKLOG);
            address = listener.localAddress();
        }

        @Override
        public Ends next() throws IOException {
            Socket client = Socket.newSocketStream();
            Fd ours = Fd.own(client.intValue(), "a client of the bench");
            try {
                boolean connected = client.connect(address);
                Fd theirs = Fd.own(accept(), "a client accepted by the bench");
                if (!connected) {
                    client.finishConnect();
                }
                return new Ends(ours, theirs);
            } catch (IOException e) {
                ours.close();
                throw e;
            }
        }

        /** Over loopback the handshake is over when connect returns; rarely the kernel does the rest a little later. */
        private int accept() throws IOException {
            for (int i = 0; i < TRIES; i++) {
                int number = listener.accept(peer);
                if (number >= 0) {
                    return number;
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
            throw new IOException("a connection to the bench's own listener " + address + " does not arrive");
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
