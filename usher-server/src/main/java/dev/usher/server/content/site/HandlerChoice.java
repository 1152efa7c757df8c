package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import dev.usher.server.content.fastcgi.BackendAddress;
import dev.usher.server.handler.HandlerName;
import java.util.List;
import java.util.Locale;

/** What {@code SetHandler} chooses. */
sealed interface HandlerChoice {
    /** The file itself: what counts without SetHandler, and what {@code SetHandler None} goes back to. */
    record File() implements HandlerChoice {}

    /** An application behind FastCGI. */
    record FastCgi(BackendAddress backend) implements HandlerChoice {}

    /** A handler written in Java; one object of it for each of these, so that two lines never share one. */
    final class Java implements HandlerChoice {
        private final HandlerName name;

        private Java(HandlerName name) {
            this.name = name;
        }

        HandlerName name() {
            return name;
        }
    }

    /** The door's figures: {@code usher-metrics} for Prometheus, {@code server-status} for people. */
    record Figures(boolean forPeople) implements HandlerChoice {}

    /** Whether it answers for paths without a file, wherever it was set. */
    default boolean needsNoFile() {
        return this instanceof Java || this instanceof Figures;
    }

    /** What stands before a Java handler's name. */
    String JAVA = "java:";

    private static HandlerName javaName(String word) throws BadValue {
        try {
            return HandlerName.parse(word.substring(JAVA.length()));
        } catch (BadValue e) {
            throw new BadValue(
                    "must name a class behind java:, such as java:com.example.Hello; " + e.requirement(), word);
        }
    }

    /** Reads the words behind SetHandler. */
    static HandlerChoice parse(List<String> words) throws BadValue {
        String word = words.getFirst();
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals("none") || lower.equals("default-handler")) {
            return new File();
        }
        if (lower.startsWith("proxy:")) {
            return new FastCgi(BackendAddress.parse(word));
        }
        if (lower.startsWith(JAVA)) {
            return new Java(javaName(word));
        }
        return switch (lower) {
            case "usher-metrics" -> new Figures(false);
            case "server-status" -> new Figures(true);
            default ->
                throw new BadValue(
                        "must be None or one of " + BackendAddress.SYNTAX + ", " + JAVA + HandlerName.SYNTAX
                                + ", usher-metrics, server-status",
                        word);
        };
    }
}
