package dev.usher.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MimeTypesTest {
    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "a.b.CSS, text/css; charset=utf-8",
        "app.mjs, text/javascript; charset=utf-8",
        "data.json, application/json",
        "x.svg, image/svg+xml",
        "x.webp, image/webp",
        "x.avif, image/avif",
        "f.woff2, font/woff2",
        "m.wasm, application/wasm",
        "v.mp4, video/mp4",
        "notes.md, text/markdown; charset=utf-8",
        "README, application/octet-stream",
        "odd.xyzzy, application/octet-stream"
    })
    void byLastExtension(String name, String type) {
        assertThat(MimeTypes.standard().typeOf(name)).isEqualTo(type);
    }

    @Test
    void addedTypesCountAndKeepTheirOwnCharset() {
        MimeTypes types =
                MimeTypes.standard().with(Map.of("xyzzy", "text/x-magic; charset=latin1", "md", "text/plain"));
        assertThat(types.typeOf("a.xyzzy")).isEqualTo("text/x-magic; charset=latin1");
        assertThat(types.typeOf("a.md")).isEqualTo("text/plain; charset=utf-8");
        assertThat(types.typeOf("a.html")).isEqualTo("text/html; charset=utf-8");
    }
}
