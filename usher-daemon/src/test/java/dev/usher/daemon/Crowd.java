package dev.usher.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.Fd;
import dev.usher.fd.SocketType;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Many guests in a process of their own: {@code PATH COUNT}. Each says its own prompt and checks that it hears it, and
 * all the rest, and nobody else's. Prints {@code handed N}, then {@code complete N of N}.
 */
final class Crowd {
    private static final int EVENTS = 19;
    private static final long QUEUE_PATIENCE_NANOS = 60_000_000_000L;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
    private int complete;
    private int open;

    private Crowd() throws IOException {
        selector = Selector.open();
    }

    public static void main(String[] args) throws Exception {
        Epoll.ensureAvailability(); // loads what Socket needs
        int count = Integer.parseInt(args[1]);
        Crowd crowd = new Crowd();
        crowd.arrive(Path.of(args[0]), count);
        System.out.println("handed " + count);
        while (crowd.open > 0) {
            crowd.listen(1000);
        }
        System.out.println("complete " + crowd.complete + " of " + count);
    }

    private void arrive(Path seat, int count) throws Exception {
        Socket door = Socket.newSocketStream();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        door.listen(1024);
        InetSocketAddress address = door.localAddress();
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open(address);
            try (Fd doorsEnd = Fd.own(door.accept(new byte[64]), "door's end")) {
                byte[] data = ("{\"user_id\":" + i + ",\"prompt\":\"guest " + i + "\"}").getBytes(UTF_8);
                send(seat, data, doorsEnd);
            }
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ, new One(i));
            open++;
            if (i % 64 == 0) {
                listen(0);
            }
        }
        door.close();
    }

    /** A full queue is waited for, as the door does: one sender alone is faster than the seat that has to open streams. */
    private static void send(Path seat, byte[] data, Fd client) throws ErrnoException {
        long deadlineNanos = System.nanoTime() + QUEUE_PATIENCE_NANOS;
        while (true) {
            try {
                Door.send(seat, SocketType.SEQPACKET, data, client);
                return;
            } catch (ErrnoException.BacklogFull full) {
                if (System.nanoTime() > deadlineNanos) {
                    throw full;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void listen(long timeoutMillis) throws IOException {
        int ready = timeoutMillis == 0 ? selector.selectNow() : selector.select(timeoutMillis);
        if (ready == 0) {
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            read(key);
        }
        selector.selectedKeys().clear();
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel client = (SocketChannel) key.channel();
        One one = (One) key.attachment();
        int got = client.read(buffer.clear());
        if (got > 0) {
            byte[] bytes = new byte[got];
            buffer.flip().get(bytes);
            one.hear(new String(bytes, UTF_8));
        } else if (got < 0) {
            complete += one.isComplete() ? 1 : 0;
            open--;
            client.close();
        }
    }

    /** What one guest has heard; only counts and marks, for there are many. */
    private static final class One {
        private final int number;
        private int events;
        private boolean ownPrompt;
        private boolean ownName;
        private boolean done;
        private String rest = "";

        One(int number) {
            this.number = number;
        }

        void hear(String text) {
            String[] parts = (rest + text).split("\n\n|\r\n\r\n", -1);
            rest = parts[parts.length - 1];
            for (String event : Arrays.copyOf(parts, parts.length - 1)) {
                if (event.startsWith("data: ") || event.startsWith("event: ")) {
                    events++;
                    ownPrompt |= event.equals("data: You said: guest " + number + ".");
                    ownName |= event.equals("data:  Welcome, " + number + ".");
                    done = event.equals("event: done\ndata: [DONE]");
                }
            }
        }

        boolean isComplete() {
            return events == EVENTS && ownPrompt && ownName && done && rest.isEmpty();
        }
    }
}
