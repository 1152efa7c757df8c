package dev.usher.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A file of the page, from usher.jar.
 *
 * @param type its media type
 * @param content its text
 */
record PageFile(String type, String content) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** All files of the page: URL path, resource. stream.js is the one of examples/frontend. */
    private static final Map<String, String> PATHS = Map.of(
            "/", "page/index.html",
            "/demo/page.css", "page/page.css",
            "/demo/icon.svg", "page/icon.svg",
            "/demo/page.js", "page/page.js",
            "/demo/talk.js", "page/talk.js",
            "/demo/state.js", "page/state.js",
            "/demo/read.js", "page/read.js",
            "/demo/source.js", "page/source.js",
            "/demo/stream.js", "page/stream.js");

    /** Reads all of them, by their URL paths. */
    static Map<String, PageFile> all() throws IOException {
        Map<String, PageFile> files = new java.util.HashMap<>();
        for (Map.Entry<String, String> each : PATHS.entrySet()) {
            files.put(each.getKey(), read(each.getValue()));
        }
        return Map.copyOf(files);
    }

    private static PageFile read(String resource) throws IOException {
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
            if (in == null || type == null) {
                throw new IOException("the resource " + resource + " of the demo is missing from usher.jar");
            }
            return new PageFile(type, new String(in.readAllBytes(), UTF_8));
        }
    }
}
