package dev.usher.server.http;

/**
 * From the path as it stands in the target to the path that is matched and opened: one percent-decoding, repeated
 * slashes merged, dot segments removed. What comes out begins with a slash and has no {@code //}, {@code /./},
 * {@code /../} and no NUL; its chars are the decoded bytes.
 */
final class PathDecoder {
    private PathDecoder() {}

    /**
     * Decodes and normalises.
     *
     * @param raw begins with a slash
     * @throws HttpError 400 for a bad percent-encoding, NUL, an overlong UTF-8 form, a path that climbs above the root
     *     or a dot segment with parameters; 404 for an encoded slash or backslash, as httpd's
     *     {@code AllowEncodedSlashes Off}
     */
    static String decode(String raw) throws HttpError {
        String decoded = raw.indexOf('%') < 0 ? raw : percentDecode(raw);
        refuseOverlong(decoded, raw);
        return normalise(decoded, raw);
    }

    private static String percentDecode(String raw) throws HttpError {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                c = encoded(raw, i);
                i += 2;
            }
            out.append(c);
        }
        return out.toString();
    }

    private static char encoded(String raw, int percent) throws HttpError {
        int high = percent + 2 < raw.length() ? Grammar.hex(raw.charAt(percent + 1)) : -1;
        int low = high < 0 ? -1 : Grammar.hex(raw.charAt(percent + 2));
        if (low < 0) {
            throw badPath("has % without two hexadecimal digits", raw);
        }
        int c = high * 16 + low;
        if (c == 0) {
            throw badPath("has an encoded NUL", raw);
        }
        if (c == '/' || c == '\\') {
            throw HttpError.of(404, "Not Found", "the path has an encoded slash or backslash: " + Quoted.text(raw));
        }
        return (char) c;
    }

    /**
     * Overlong forms of UTF-8 (C0 AE for a dot) are read as dots by some decoder behind us, as bytes by us; other bytes
     * ≥ 0x80 are file names.
     */
    private static void refuseOverlong(String path, String raw) throws HttpError {
        for (int i = 0; i + 1 < path.length(); i++) {
            char lead = path.charAt(i);
            char next = path.charAt(i + 1);
            boolean twoBytes = (lead == 0xc0 || lead == 0xc1) && next >= 0x80 && next < 0xc0;
            boolean threeBytes = lead == 0xe0 && next >= 0x80 && next < 0xa0;
            boolean fourBytes = lead == 0xf0 && next >= 0x80 && next < 0x90;
            if (twoBytes || threeBytes || fourBytes) {
                throw badPath("has an overlong UTF-8 form", raw);
            }
        }
    }

    private static String normalise(String path, String raw) throws HttpError {
        StringBuilder out = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int slash = path.indexOf('/', at + 1);
            int end = slash < 0 ? path.length() : slash;
            boolean last = slash < 0;
            appendSegment(out, path.substring(at + 1, end), last, raw);
            at = end;
        }
        return out.toString();
    }

    /** {@code out} never ends with a slash but at the very end of the path. */
    private static void appendSegment(StringBuilder out, String segment, boolean last, String raw) throws HttpError {
        switch (segment) {
            case "", "." -> {}
            case ".." -> {
                if (out.isEmpty()) {
                    throw badPath("climbs above the root", raw);
                }
                out.setLength(out.lastIndexOf("/"));
            }
            default -> {
                if (segment.startsWith("..;") || segment.startsWith(".;")) {
                    throw badPath("has a dot segment with parameters", raw);
                }
                out.append('/').append(segment);
                return;
            }
        }
        if (last) {
            out.append('/');
        }
    }

    private static HttpError badPath(String fault, String raw) {
        return HttpError.badRequest("The path is malformed.", "the path " + fault + ": " + Quoted.text(raw));
    }
}
