package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced code block of the project's copy of the seed, so that nobody retypes the contract.
 *
 * @param number from 1, in the order of the document
 * @param heading the last heading above it
 * @param text what stands between the fences
 */
record SeedBlock(int number, String heading, String text) {
    /** The copy. */
    static final Path COPY = Programs.home().resolve("examples/seed/mod_socket_handoff.md");

    private static final Pattern FENCED = Pattern.compile("^```\\w*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    static List<SeedBlock> all() throws IOException {
        String document = Files.readString(COPY);
        List<SeedBlock> blocks = new ArrayList<>();
        String heading = "";
        int searched = 0;
        Matcher block = FENCED.matcher(document);
        while (block.find()) {
            Matcher above = HEADING.matcher(document).region(searched, block.start());
            while (above.find()) {
                heading = above.group(1);
            }
            blocks.add(new SeedBlock(blocks.size() + 1, heading, block.group(1)));
            searched = block.end();
        }
        return blocks;
    }

    /** The text of one. */
    static String text(int number) throws IOException {
        return all().get(number - 1).text();
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }
}
