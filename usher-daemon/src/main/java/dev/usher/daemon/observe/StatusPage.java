package dev.usher.daemon.observe;

import dev.usher.daemon.backend.Utf8Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * The live page at {@code /}: one file, which asks for {@code /status.json} each second. Its policy (CSP) lets a browser
 * run this very script and style and nothing else, and connect to nobody but us. Immutable.
 */
final class StatusPage {
    private static final String RESOURCE = "status.html";

    private final Reply reply;

    private StatusPage(String html) {
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; script-src " + source(html, "script")
                + "; style-src " + source(html, "style")
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        reply = new Reply(200, "text/html; charset=utf-8", Map.of("Content-Security-Policy", policy), html);
    }

    static StatusPage load() throws IOException {
        try (InputStream in = StatusPage.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the build lacks " + RESOURCE);
            }
            return new StatusPage(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Reply reply() {
        return reply;
    }

    /** The hash of the page's one element of this name (CSP Level 3, section 2.3.1). */
    private static String source(String html, String element) {
        int from = html.indexOf("<" + element + ">") + element.length() + 2;
        String content = html.substring(from, html.indexOf("</" + element + ">", from));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Utf8Text.of(content));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
