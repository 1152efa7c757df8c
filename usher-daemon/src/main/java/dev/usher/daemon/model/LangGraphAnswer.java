package dev.usher.daemon.model;

import dev.usher.daemon.backend.Finish;
import org.jspecify.annotations.Nullable;

/**
 * Events of a run.
 *
 * <pre>
 *   metadata                    the run has begun: from here on a clean end of the body is its end
 *   messages                    what a model says, piece by piece
 *   messages/partial            all a model has said so far: what is new of it is the token
 *   messages/…                  signs of life
 *   end, error                  the end
 *   any other                   the client gets it as it is
 * </pre>
 *
 * <p>With subgraphs a name has a {@code |} and where it comes from behind it.
 */
final class LangGraphAnswer implements ModelAnswer {
    private boolean begun;
    private @Nullable String partialId;
    private int partialBytes; // of that message's text, which the client has

    @Override
    public void event(ModelStream stream, String name, byte[] data, int from, int to) {
        int bar = name.indexOf('|');
        switch (bar < 0 ? name : name.substring(0, bar)) {
            case "metadata" -> {
                begun = true;
                stream.alive();
            }
            case "messages", "messages-tuple" -> piece(stream, data, from, to);
            case "messages/partial" -> partial(stream, data, from, to);
            case "messages/metadata", "messages/complete", "message" -> stream.alive();
            case "end" -> stream.done(Finish.STOP);
            case "error" -> failed(stream, data, from, to);
            default -> stream.pass(name, data, from, to);
        }
    }

    private static void piece(ModelStream stream, byte[] data, int from, int to) {
        if (understood(stream, data, from, to)) {
            stream.token(stream.bench().json().text());
        }
    }

    private void partial(ModelStream stream, byte[] data, int from, int to) {
        if (!understood(stream, data, from, to)) {
            return;
        }
        TextBytes text = stream.bench().json().text();
        String id = stream.bench().langGraph().id();
        if (id == null || !id.equals(partialId)) {
            partialId = id;
            partialBytes = 0;
        }
        int known = Math.min(partialBytes, text.length());
        partialBytes = text.length();
        stream.token(text.bytes(), known, text.length() - known);
    }

    private static boolean understood(ModelStream stream, byte[] data, int from, int to) {
        boolean understood =
                stream.bench().json().read(data, from, to, stream.bench().langGraph());
        if (!understood) {
            stream.fail(Refusals.NOT_UNDERSTOOD, "an event of " + (to - from) + " bytes is no JSON of a message");
        }
        return understood;
    }

    private static void failed(ModelStream stream, byte[] data, int from, int to) {
        ErrorNote note = new ErrorNote();
        stream.bench().json().read(data, from, to, json -> {
            json.requireObject();
            while (json.nextProperty()) {
                if (json.name().equals("error")) {
                    note.read(json);
                } else {
                    note.property(json);
                }
            }
        });
        stream.failed(note);
    }

    @Override
    public void end(ModelStream stream) {
        if (begun) {
            stream.done(Finish.STOP);
        } else {
            stream.fail(Refusals.CUT, "the answer ended before the run began");
        }
    }
}
