package dev.usher.bench.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** The event formats of a seat, as a client that knows what to expect sees them. */
public enum StreamFormat {
    /** {@code data: Hello}. */
    TEXT {
        @Override
        byte[] event(byte[] token) {
            return joined("data: ", token, "");
        }

        @Override
        byte[] last() {
            return "event: done\ndata: [DONE]".getBytes(UTF_8);
        }
    },
    /** {@code data: {"content":"Hello"}}. */
    JSON {
        @Override
        byte[] event(byte[] token) {
            return joined("data: {\"content\":\"", token, "\"}");
        }
    },
    /** The API's chunks. Their ids and times are the server's: only {@code "content":"Hello"} is looked for. */
    OPENAI {
        @Override
        byte[] event(byte[] token) {
            return joined("\"content\":\"", token, "\"");
        }

        @Override
        public boolean isPart() {
            return true;
        }
    };

    /** The event of a token, without the empty line behind it. Tokens need no escape: {@link MockScript} has none. */
    abstract byte[] event(byte[] token);

    /** The event behind the last token. */
    byte[] last() {
        return "data: [DONE]".getBytes(UTF_8);
    }

    /** Whether what {@link #event} says is a part of the real event only, and events without a token are passed over. */
    public boolean isPart() {
        return false;
    }

    /** As on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static byte[] joined(String before, byte[] token, String after) {
        byte[] head = before.getBytes(UTF_8);
        byte[] tail = after.getBytes(UTF_8);
        byte[] all = new byte[head.length + token.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(token, 0, all, head.length, token.length);
        System.arraycopy(tail, 0, all, head.length + token.length, tail.length);
        return all;
    }
}
