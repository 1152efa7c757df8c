package dev.usher.server;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Bucket;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.connection.Block;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.ReadMode;
import dev.usher.server.connection.Status;
import dev.usher.server.filter.FilterConnectionHandler;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Filters that a configuration names, for what no client can see. */
public final class Spy {
    /** What passed {@link #in}. */
    static final List<ByteBuf> READ = new CopyOnWriteArrayList<>();

    /** What passed {@link #out}. */
    static final List<ByteBuf> WRITTEN = new CopyOnWriteArrayList<>();

    private Spy() {}

    /** Notes each buffer that comes from the client. */
    @FilterConnectionHandler
    public static Status in(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        Status status = link.next().get(into, mode, block, limit);
        note(into, READ);
        return status;
    }

    /** Notes each buffer that goes to it. */
    @FilterConnectionHandler
    public static void out(Link link, Brigade brigade) throws IOException {
        note(brigade, WRITTEN);
        link.next().pass(brigade);
    }

    private static void note(Brigade brigade, List<ByteBuf> seen) {
        for (Bucket bucket : brigade) {
            if (bucket instanceof Data data) {
                seen.add(data.content());
            }
        }
    }

    /** Says that the stream ends behind the first line. */
    @FilterConnectionHandler
    public static Status endsIt(Link link, Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        if (link.state() != null) {
            return Status.EOF;
        }
        Status status = link.next().get(into, mode, block, limit);
        into.append(new Eos());
        link.state("ended");
        return status;
    }

    /** Writes a word where an end of the stream passes. */
    @FilterConnectionHandler
    public static void showsEnd(Link link, Brigade brigade) throws IOException {
        if (brigade.hasEos()) {
            brigade.prepend(Data.latin1("end after "));
        }
        link.next().pass(brigade);
    }
}
