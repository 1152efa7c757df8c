package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** Spells events as a pattern asks for (WHATWG HTML, 9.2.6: all spellings mean the same). For one thread. */
final class EventWriter {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String newline;
    private final String colon;
    private final boolean multiline;
    private final boolean comments;
    private final boolean mark;

    EventWriter(Pattern pattern) {
        this.newline = pattern.has(Trait.CRLF) ? "\r\n" : pattern.has(Trait.CR) ? "\r" : "\n";
        this.colon = pattern.has(Trait.TIGHT) ? ":" : ": ";
        this.multiline = pattern.has(Trait.MULTILINE);
        this.comments = pattern.has(Trait.COMMENTS);
        this.mark = pattern.has(Trait.BOM);
    }

    /** What stands before the first event. */
    void begin(ByteBuf out) {
        if (mark) {
            ByteBufUtil.writeUtf8(out, BYTE_ORDER_MARK);
        }
    }

    /**
     * One event.
     *
     * @param name null where it has none
     * @param data without a line's end
     */
    void event(ByteBuf out, @Nullable String name, String data) {
        if (comments) {
            line(out, "", "a comment");
            line(out, "id", "7");
            line(out, "retry", "1000");
            out.writeCharSequence(":" + newline + "data-of-another-kind" + newline, UTF_8);
        }
        if (name != null) {
            line(out, "event", name);
        }
        int brace = multiline ? data.indexOf('{') + 1 : 0;
        if (brace > 0) {
            line(out, "data", data.substring(0, brace));
        }
        line(out, "data", brace > 0 ? data.substring(brace) : data);
        ByteBufUtil.writeUtf8(out, newline);
    }

    private void line(ByteBuf out, String field, String value) {
        ByteBufUtil.writeUtf8(out, field);
        ByteBufUtil.writeUtf8(out, colon);
        ByteBufUtil.writeUtf8(out, value);
        ByteBufUtil.writeUtf8(out, newline);
    }
}
