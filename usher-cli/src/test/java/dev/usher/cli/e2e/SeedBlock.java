package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A code block of the project's copies of the two seeds, so that nobody retypes the contract.
 *
 * @param number from 1, in the order of the documents
 * @param heading the last heading above it
 * @param text the block's lines
 */
record SeedBlock(int number, String heading, String text) {
    /** The copy of the first, whose blocks are fenced. */
    static final Path COPY = Programs.home().resolve("examples/seed/mod_socket_handoff.md");

    /** The copy of the second, which is plain text. */
    static final Path SECOND_COPY = Programs.home().resolve("examples/seed/protocol_handlers.txt");

    private static final Pattern FENCED = Pattern.compile("^```\\w*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private static final Set<String> SECOND_HEADINGS = Set.of(
            "NAME",
            "Protocol Handlers",
            "Description",
            "Connection Cycle Phases",
            "PerlPreConnectionHandler",
            "PerlProcessConnectionHandler",
            "Socket-based Protocol Module",
            "Bucket Brigades-based Protocol Module",
            "Maintainers",
            "Authors");

    /** A sentence, a picture's name, a person; whatever else stands in the second is code. */
    private static final Pattern PROSE = Pattern.compile(
            "[A-Za-z].{60,}[.:]|[A-Z].*:|This phase is of type [A-Z_]+\\.|connection cycle( timing)?|  • .*");

    static List<SeedBlock> all() throws IOException {
        List<SeedBlock> blocks = new ArrayList<>();
        String document = Files.readString(COPY);
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
        addSecond(blocks);
        return blocks;
    }

    private static void addSecond(List<SeedBlock> blocks) throws IOException {
        String heading = "";
        StringBuilder code = new StringBuilder();
        for (String line : Files.readAllLines(SECOND_COPY)) {
            boolean isHeading = SECOND_HEADINGS.contains(line);
            if (!isHeading && !PROSE.matcher(line).matches()) {
                code.append(line).append('\n');
                continue;
            }
            add(blocks, heading, code);
            heading = isHeading ? line : heading;
        }
        add(blocks, heading, code);
    }

    private static void add(List<SeedBlock> blocks, String heading, StringBuilder code) {
        if (!code.toString().isBlank()) {
            String text = code.toString().strip() + "\n";
            blocks.add(new SeedBlock(blocks.size() + 1, heading, text));
        }
        code.setLength(0);
    }

    /** The text of one. */
    static String text(int number) throws IOException {
        return all().get(number - 1).text();
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }
}
