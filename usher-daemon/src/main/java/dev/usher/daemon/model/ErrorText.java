package dev.usher.daemon.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What an upstream says of an error, made fit for the log: one line, shortened, without the key and without what the request
 * said. Upstreams like to quote both.
 */
final class ErrorText {
    private static final int CHARS_MAX = 400;

    /** A text shorter than this is in everything, and hides nothing. */
    private static final int PRIVATE_CHARS_MIN = 4;

    /** A quote may be shortened: its beginning is enough to know it. */
    private static final int BEGINNING_CHARS = 16;

    /** What keys look like: an upstream may quote another one than ours. */
    private static final Pattern KEY = Pattern.compile("\\b(?:sk|pk|rk|lsv2)[-_][\\w*.-]{6,}");

    /** What a request says in these is no secret, and helps to understand the error. */
    private static final Set<String> PUBLIC = Set.of("model", "role", "type", "assistant_id");

    private ErrorText() {}

    /** The text of an error in the midst of a stream, whose request is no longer known. */
    static String of(ErrorNote note, String key) {
        return fit(note.text(), key, List.of());
    }

    /** The text of an answer that is no stream; the request is what of it may be quoted, JSON. A 200 that speaks of no error is perhaps what a model said: private too. */
    static String of(ErrorBody body, byte[] request, String key, TokenJson json) {
        byte[] bytes = body.bytes();
        List<String> said = said(request, json);
        ErrorDocument document = new ErrorDocument();
        if (json.read(bytes, 0, bytes.length, document) && document.note.isPresent()) {
            return fit(document.note.text(), key, said);
        }
        return body.status() == 200 ? bytes.length + " bytes" : fit(new String(bytes, UTF_8), key, said);
    }

    private static String fit(String text, String key, List<String> said) {
        String open = key.isEmpty() ? text : text.replace(key, "[key]");
        open = KEY.matcher(open).replaceAll("[key]");
        for (String secret : said) {
            int at = open.indexOf(secret.substring(0, Math.min(BEGINNING_CHARS, secret.length())));
            if (at >= 0) {
                open = open.substring(0, at) + "[the request]"; // where the quote ends cannot be known
            }
        }
        StringBuilder line = new StringBuilder();
        open.codePoints().limit(CHARS_MAX).forEach(c -> line.appendCodePoint(isHarmless(c) ? c : ' '));
        return line.toString().strip();
    }

    /** Controls, line separators, marks of direction and halves of pairs can make a log say what it does not. */
    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static List<String> said(byte[] request, TokenJson json) {
        List<String> said = new ArrayList<>();
        json.read(request, 0, request.length, reading -> collect(reading, null, said));
        return said;
    }

    /** Every string of the request, at any depth. */
    private static void collect(TokenJson json, @Nullable String name, List<String> into) throws NotJson {
        if (json.isObject()) {
            while (json.nextProperty()) {
                collect(json, json.name(), into);
            }
        } else if (json.isArray()) {
            while (json.nextElement()) {
                collect(json, name, into);
            }
        } else if (json.isString() && (name == null || !PUBLIC.contains(name))) {
            String text = json.string().strip();
            if (text.length() >= PRIVATE_CHARS_MIN) {
                into.add(text);
            }
        }
    }

    /** An error as a document: what is known of it stands in {@code error}, or at the top. */
    private static final class ErrorDocument implements TokenJson.Shape {
        private final ErrorNote note = new ErrorNote();

        @Override
        public void read(TokenJson json) throws NotJson {
            note.clear();
            if (json.token() != JsonToken.START_OBJECT) {
                throw new NotJson();
            }
            while (json.nextProperty()) {
                if (json.name().equals("error")) {
                    note.read(json);
                } else {
                    json.skip();
                }
            }
        }
    }
}
