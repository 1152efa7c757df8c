package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.DirectiveDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DirectivesPageTest {
    @Test
    void directivesPageSaysWhatTheSettingsDeclare() throws IOException {
        assertThat(Files.readString(Path.of("../docs/directives.md")))
                .as("docs/directives.md is out of date: ./usher directives > docs/directives.md")
                .isEqualTo(DirectiveDocs.render(Settings.all()));
    }
}
