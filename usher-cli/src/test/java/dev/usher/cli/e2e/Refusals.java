package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** What the demo's application refuses and what it takes, in Java and in PHP alike. */
final class Refusals {
    private static final String LONGEST = "%C3%BC".repeat(2000); // characters count, not bytes

    private Refusals() {}

    static void check(DemoProcess demo) throws IOException {
        for (String script : new String[] {"/api/stream", "/api/held"}) {
            prompts(demo, script);
            bodies(demo, script);
            Answer put = answer(demo, "PUT " + script, "", "");
            assertThat(put.status()).isEqualTo(405);
            assertThat(put.header("Allow")).isEqualTo("GET, HEAD, POST");
            assertThat(answer(demo, "DELETE " + script, "", "").status()).isEqualTo(405);
        }
    }

    private static void prompts(DemoProcess demo, String script) throws IOException {
        for (String query : new String[] {"prompt=%FF", "prompt=%ED%A0%80", "prompt[]=x", "prompt%5Ba%5D=x"}) {
            assertThat(demo.get(script + "?" + query).status()).as(query).isEqualTo(400);
        }
        Answer tooLong = demo.get(script + "?prompt=" + "x".repeat(2001));
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.header("Content-Type")).isEqualTo("application/json");
        assertThat(tooLong.body()).contains("2000");
    }

    private static void bodies(DemoProcess demo, String script) throws IOException {
        String form = "application/x-www-form-urlencoded; charset=utf-8";
        for (String type : new String[] {"application/json", "text/plain", "multipart/form-data; boundary=b", ""}) {
            assertThat(answer(demo, "POST " + script, type, "prompt=x").status())
                    .as(type)
                    .isEqualTo(415);
        }
        assertThat(answer(demo, "POST " + script, form, "prompt=" + LONGEST + "x")
                        .status())
                .isEqualTo(400);
        assertThat(answer(demo, "POST " + script, form, "prompt=%FF").status()).isEqualTo(400);
        try (Visitor visitor = Visitor.at(demo.port()).says(request("POST " + script, form, "prompt=" + LONGEST))) {
            assertThat(visitor.hearsUntil("data: ")).startsWith("HTTP/1.1 200");
        }
    }

    private static Answer answer(DemoProcess demo, String line, String type, String body) throws IOException {
        try (Visitor visitor = Visitor.at(demo.port()).says(request(line, type, body))) {
            return visitor.hears();
        }
    }

    private static String request(String line, String type, String body) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n" + body;
    }
}
