package dev.usher.cli.demo;

import dev.usher.server.content.java.JavaRequest;
import dev.usher.server.content.java.Parameters;
import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** What a request asks for: a text, or nothing that could be answered. {@code php/request.php} judges alike. */
sealed interface Prompt {
    /** By which a prompt may come, as a refusal's Allow says it. */
    String METHODS = "GET, HEAD, POST";

    /** In Unicode's characters, not in bytes. */
    int CHARACTERS_MAX = 2_000;

    /** A good one; empty where the request has none. */
    record Text(String text) implements Prompt {}

    /**
     * None.
     *
     * @param status 400, 405 or 415
     * @param why one sentence for the client
     */
    record Refused(int status, String why) implements Prompt {}

    /**
     * Reads the prompt of a request, from the form or else from the query.
     *
     * @throws HttpError 413 for a form that is too large
     * @throws IOException where the body cannot be read
     */
    static Prompt of(JavaRequest request) throws IOException, HttpError {
        boolean posted = request.method().equals("POST");
        if (!Set.of(METHODS.split(", ")).contains(request.method())) {
            return new Refused(405, "A prompt comes by GET or by POST.");
        }
        if (posted && request.bodyLength() > 0 && !isForm(request)) {
            return new Refused(415, "A prompt is posted as application/x-www-form-urlencoded.");
        }
        Parameters query = request.queryParameters();
        Parameters form = posted ? request.formParameters() : query;
        return of(form.names().stream().anyMatch(Prompt::isNamed) ? form : query);
    }

    private static boolean isForm(JavaRequest request) {
        String type = request.header("Content-Type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/x-www-form-urlencoded");
    }

    /** {@code prompt[]=x} is a list, to PHP. */
    private static boolean isNamed(String name) {
        return name.equals("prompt") || name.startsWith("prompt[");
    }

    private static Prompt of(Parameters all) {
        String text = all.first("prompt", "");
        boolean single = all.all("prompt").size() <= 1
                && all.names().stream().filter(Prompt::isNamed).allMatch("prompt"::equals);
        if (!single || !all.isText("prompt") || text.codePointCount(0, text.length()) > CHARACTERS_MAX) {
            return new Refused(400, "A prompt is one UTF-8 text of at most " + CHARACTERS_MAX + " characters.");
        }
        return new Text(text);
    }
}
