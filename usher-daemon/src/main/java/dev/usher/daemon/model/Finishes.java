package dev.usher.daemon.model;

import dev.usher.daemon.backend.Finish;

/** What the APIs call the reasons for which a model ends. */
final class Finishes {
    private Finishes() {}

    static Finish of(String reason) {
        return switch (reason) {
            case "stop", "end_turn", "stop_sequence" -> Finish.STOP;
            case "length", "max_tokens" -> Finish.LENGTH;
            default -> Finish.OTHER;
        };
    }
}
