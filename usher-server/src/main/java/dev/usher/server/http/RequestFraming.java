package dev.usher.server.http;

import java.util.List;

/** Decides where a request's body ends (RFC 9112 §6.3); whatever two recipients could read in two ways is refused. */
final class RequestFraming {
    private static final int MAX_LENGTH_DIGITS = 19;

    private RequestFraming() {}

    /**
     * The framing of a request with these fields.
     *
     * @throws HttpError 400 for anything ambiguous or malformed, 501 for a transfer coding that is not known
     */
    static Framing of(Version version, Headers headers) throws HttpError {
        List<String> codings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (codings.isEmpty()) {
            return lengths.isEmpty() ? new Framing.None() : length(lengths);
        }
        if (!lengths.isEmpty()) {
            throw error("both Content-Length and Transfer-Encoding (RFC 9112 §6.3)");
        }
        if (version.equals(Version.HTTP_1_0)) {
            throw error("Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1)");
        }
        if (codings.size() > 1) {
            throw error(codings.size() + " Transfer-Encoding headers; one is allowed");
        }
        return chunked(codings.getFirst());
    }

    /** Identical duplicates are refused too: RFC 9110 §8.6 allows it, and a list is what A3's smuggling is made of. */
    private static Framing length(List<String> values) throws HttpError {
        String value = values.getFirst();
        if (values.size() > 1) {
            throw error(values.size() + " Content-Length headers; one is allowed");
        }
        if (!Grammar.isDigits(value) || value.length() > MAX_LENGTH_DIGITS) {
            throw error("Content-Length is not 1 to " + MAX_LENGTH_DIGITS + " digits: " + Quoted.text(value));
        }
        try {
            return new Framing.Length(Long.parseLong(value));
        } catch (NumberFormatException tooLarge) {
            throw error("Content-Length is larger than " + Long.MAX_VALUE + ": " + value);
        }
    }

    private static Framing chunked(String value) throws HttpError {
        if (Grammar.sameIgnoringCase(value, "chunked")) {
            return new Framing.Chunked();
        }
        for (String element : value.split(",", -1)) {
            String coding = Grammar.trimBlanks(element);
            boolean parameters = coding.indexOf(';') >= 0;
            if (parameters || !Grammar.isToken(coding) || Grammar.sameIgnoringCase(coding, "identity")) {
                throw error("Transfer-Encoding is malformed: " + Quoted.text(value));
            }
        }
        throw unknown(value);
    }

    /** Chunked twice, or not last, leaves the length open: 400 (RFC 9112 §6.3); a coding we do not have: 501 (§6.1). */
    private static HttpError unknown(String value) {
        String[] codings = value.split(",", -1);
        for (int i = 0; i < codings.length - 1; i++) {
            if (Grammar.sameIgnoringCase(Grammar.trimBlanks(codings[i]), "chunked")) {
                return error("chunked is not the last and only transfer coding: " + Quoted.text(value));
            }
        }
        return HttpError.of(
                501,
                "This transfer coding is not known here.",
                "Transfer-Encoding " + Quoted.text(value) + "; only chunked is known");
    }

    private static HttpError error(String detail) {
        return HttpError.badRequest("The length of the request's body is not clear.", detail);
    }
}
