package dev.usher.cli.demo;

import dev.usher.server.content.java.JavaHandler;
import dev.usher.server.content.java.JavaRequest;
import dev.usher.server.content.java.JavaResponse;
import java.io.IOException;
import java.util.Map;

/** The demo's page, what it shows ({@code GET /demo/state}) and its buttons ({@code POST /demo/…}). */
public final class Backstage implements JavaHandler {
    /** Nothing from elsewhere, nothing inline. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int NO_CONTENT = 204;

    private final Map<String, PageFile> files;

    /** Made by the server. */
    public Backstage() throws IOException {
        files = PageFile.all();
    }

    @Override
    public void handle(JavaRequest request, JavaResponse response) throws IOException, InterruptedException {
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Cache-Control", "no-store");
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        PageFile file = files.get(request.path());
        if (!SameOrigin.isLocal(request.header("Host"))) {
            say(response, 403, "The demo answers to 127.0.0.1 and localhost only.\n");
        } else if (reads && file != null) {
            show(file, response);
        } else if (reads && request.path().equals("/demo/state")) {
            response.contentType("application/json").write(Stage.current().state());
        } else if (request.method().equals("POST")) {
            press(request, response);
        } else {
            say(response, 404, "There is no such page in the demo.\n");
        }
    }

    private static void show(PageFile file, JavaResponse response) throws IOException {
        response.header("Content-Type", file.type());
        response.header("Content-Security-Policy", POLICY);
        response.header("Referrer-Policy", "no-referrer");
        response.write(file.content());
    }

    private static void press(JavaRequest request, JavaResponse response) throws IOException, InterruptedException {
        if (!SameOrigin.allows(request.header("Host"), request.header("Sec-Fetch-Site"), request.header("Origin"))) {
            say(response, 403, "Only the demo's own page may do this.\n");
            return;
        }
        Stage stage = Stage.current();
        Stage.Running running = stage.running();
        if (running == null) {
            say(response, 503, "The demo is still starting.\n");
            return;
        }
        switch (request.path()) {
            case "/demo/crowd" -> open(stage, running, "/api/stream", response);
            case "/demo/crowd-held" -> open(stage, running, "/api/held", response);
            case "/demo/crowd-stop" -> {
                stage.stopCrowd();
                response.status(NO_CONTENT);
            }
            case "/demo/kill" -> {
                if (running.seat().kill()) {
                    response.status(NO_CONTENT);
                } else {
                    say(response, 409, "The daemon is not running: there is nothing to kill.\n");
                }
            }
            case "/demo/start" -> {
                running.seat().startNow();
                response.status(NO_CONTENT);
            }
            default -> say(response, 404, "The demo has no such button.\n");
        }
    }

    private static void open(Stage stage, Stage.Running running, String target, JavaResponse response)
            throws IOException {
        if (stage.openCrowd(running.port(), target)) {
            response.status(NO_CONTENT);
        } else {
            say(response, 409, "A hundred streams are open already.\n");
        }
    }

    private static void say(JavaResponse response, int status, String sentence) throws IOException {
        response.status(status).contentType("text/plain; charset=utf-8").write(sentence);
    }
}
