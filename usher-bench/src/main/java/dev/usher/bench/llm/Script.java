package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/**
 * The bytes of one answer, part by part, in the order in which they are asked for. What it keeps between two parts (the end
 * of a character whose beginning was sent) is shorter than one of them. For one thread; each buffer is the caller's.
 */
final class Script {
    private static final int BUFFER_BYTES = 512;
    /** Bytes from here on begin a character of several (RFC 3629, 3). */
    private static final int LEAD_BYTE_MIN = 0xC0;

    private final Pattern pattern;
    private final Text text;
    private final Dialect dialect;
    private final EventWriter events;
    private byte[] kept = {};

    Script(Pattern pattern, Text text, Dialect dialect) {
        this.pattern = pattern;
        this.text = text;
        this.dialect = dialect;
        this.events = new EventWriter(pattern);
    }

    Pattern pattern() {
        return pattern;
    }

    int chunkCount() {
        return text.count();
    }

    /** The whole answer to a request that wants no stream. */
    String whole() {
        return dialect.whole(text.whole());
    }

    /** One chunk, from 0; before the first what stands at the beginning. */
    ByteBuf chunk(ByteBufAllocator allocator, int index) {
        ByteBuf out = allocator.buffer(BUFFER_BYTES);
        Dialect.Events into = into(out);
        if (index == 0) {
            events.begin(out);
            dialect.begin(into);
        }
        if (pattern.has(Trait.NULLS)) {
            dialect.nothing(into);
        }
        dialect.text(into, Json.quoted(text.chunk(index), text.isEscaped(index)));
        return out;
    }

    /** What stands after the last chunk. */
    ByteBuf last(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(BUFFER_BYTES);
        Dialect.Events into = into(out);
        if (pattern.has(Trait.TOOL)) {
            dialect.tool(into);
        }
        dialect.finish(into, pattern.word(Trait.FINISH, ""), pattern.has(Trait.USAGE));
        if (!pattern.has(Trait.NO_DONE)) {
            dialect.done(into);
        }
        return out;
    }

    /** An error object. */
    ByteBuf error(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(BUFFER_BYTES);
        dialect.error(into(out));
        return out;
    }

    /** An event that is no JSON. */
    ByteBuf garbage(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(BUFFER_BYTES);
        into(out).event("{\"choices\":[{\"delta\":{\"content\":no json at all");
        return out;
    }

    /** Bytes that are no event stream, nor UTF-8. */
    ByteBuf noise(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(BUFFER_BYTES);
        for (int i = 0; i < 256; i++) {
            out.writeByte(255 - i);
        }
        out.writeCharSequence("HTTP/1.1 200 OK\r\n\r\n", UTF_8);
        return out;
    }

    private Dialect.Events into(ByteBuf out) {
        return new Dialect.Events() {
            @Override
            public void event(String data) {
                events.event(out, null, data);
            }

            @Override
            public void event(String name, String data) {
                events.event(out, name, data);
            }
        };
    }

    /** Cuts a part into the frames it is to be sent in, each the consumer's; takes the part. */
    void cut(ByteBuf part, boolean last, Consumer<ByteBuf> frames) {
        ByteBuf bytes = pattern.has(Trait.HALF_UTF8) ? withoutHalfACharacter(part, last) : part;
        if (pattern.has(Trait.SPLIT)) {
            while (bytes.isReadable()) {
                frames.accept(bytes.readRetainedSlice(1));
            }
        }
        if (bytes.isReadable()) {
            frames.accept(bytes);
        } else {
            bytes.release();
        }
    }

    /** What was kept and this, up to the first byte of its last character of several bytes; the rest is kept. */
    private ByteBuf withoutHalfACharacter(ByteBuf part, boolean last) {
        ByteBuf all = part.alloc().buffer(kept.length + part.readableBytes());
        all.writeBytes(kept).writeBytes(part);
        part.release();
        int at = last ? -1 : all.writerIndex() - 1;
        while (at >= 0 && all.getUnsignedByte(at) < LEAD_BYTE_MIN) {
            at--;
        }
        int sent = at < 0 ? all.writerIndex() : at + 1;
        kept = new byte[all.writerIndex() - sent];
        all.getBytes(sent, kept);
        return all.writerIndex(sent);
    }
}
