package dev.usher.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.content.java.JavaRequest;
import dev.usher.server.content.java.JavaResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The demo's application where it is not PHP: {@code /api/stream} hands the client on, {@code /api/held} streams itself, as
 * applications without a handoff do. {@code HandlerPermits 2} gives it two workers.
 */
public final class Application implements JavaHandler {
    private final List<String> pieces;

    /** Made by the server. */
    public Application() throws IOException {
        try (InputStream in = Application.class.getResourceAsStream("php/held.txt")) {
            if (in == null) {
                throw new IOException("the resource php/held.txt of the demo is missing from usher.jar");
            }
            pieces = new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Override
    public void handle(JavaRequest request, JavaResponse response) throws Exception {
        boolean handsOn = request.path().equals("/api/stream");
        if (!handsOn && !request.path().equals("/api/held")) {
            refuse(response, 404, "There are /api/stream and /api/held.");
            return;
        }
        switch (Prompt.of(request)) {
            case Prompt.Refused refused -> {
                if (refused.status() == 405) {
                    response.header("Allow", Prompt.METHODS);
                }
                refuse(response, refused.status(), refused.why());
            }
            case Prompt.Text(String prompt) -> answer(prompt, handsOn, request, response);
        }
    }

    private void answer(String prompt, boolean handsOn, JavaRequest request, JavaResponse response)
            throws IOException, InterruptedException {
        try (JavaWorkers.Shift _ = Stage.current().javaWorkers().begin(id(request), request.id(), handsOn)) {
            if (handsOn) {
                handOn(prompt, response);
            } else {
                stream(prompt, response);
            }
        }
    }

    /** The page's own name for the stream, where it has one. */
    private static String id(JavaRequest request) {
        String id = request.queryParameters().first("id", "");
        return id.matches("[a-z0-9]{1,16}") ? id : "";
    }

    /** This is all an application has to do: it becomes the two headers. */
    private static void handOn(String prompt, JavaResponse response) {
        String asked = prompt.isEmpty() ? "Hello" : prompt;
        String data = "{\"user_id\":7,\"prompt\":" + JsonText.quote(asked) + "}";
        response.handOff(Stage.current().seatSocket().toString(), data);
    }

    private void stream(String prompt, JavaResponse response) throws IOException, InterruptedException {
        response.header("Content-Type", "text/event-stream; charset=utf-8");
        response.header("Cache-Control", "no-cache, no-transform");
        String asked = prompt.isBlank() ? "Hello" : prompt.replaceAll("\\s+", " ");
        send(response, "data: " + pieces.getFirst() + " " + asked + ".\n\n");
        for (String piece : pieces.subList(1, pieces.size())) {
            Thread.sleep(SeatCommand.MESSAGE_DELAY_MILLIS);
            send(response, "data: " + piece + "\n\n");
        }
        send(response, "event: done\ndata: [DONE]\n\n");
    }

    private static void send(JavaResponse response, String event) throws IOException {
        response.write(event).flush();
    }

    private static void refuse(JavaResponse response, int status, String why) throws IOException {
        response.status(status).contentType("application/json").write("{\"error\":" + JsonText.quote(why) + "}");
    }
}
