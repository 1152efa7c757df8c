package dev.usher.daemon.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No field that the documentation says is Usher's reaches a model's API as an unknown one. */
class OwnFieldsTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_0-9]+)` \\|");

    @Test
    void eachFieldOnThePageStaysHere() throws Exception {
        String page = Files.readString(Path.of("../docs/seat.md"));
        String table =
                page.substring(page.indexOf("## The data of a handoff"), page.indexOf("`response_headers` has a"));
        List<String> names = table.lines()
                .map(ROW::matcher)
                .filter(row -> row.find())
                .map(row -> row.group(1))
                .toList();
        assertThat(names).hasSizeGreaterThan(20).allMatch(OwnFields::isOwn);
    }
}
