package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's pages in Markdown, and the code in them. */
final class Pages {
    private static final Path HOME = Programs.home();

    private Pages() {}

    /** README.md, docs and the examples' own pages; the seed's copy is its authors'. */
    static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(HOME.resolve("README.md")));
        for (String directory : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(HOME.resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.toString().contains("/examples/seed/mod_"))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    static String read(String name) throws IOException {
        return Files.readString(HOME.resolve(name));
    }

    /** The code blocks of a language, in their order. */
    static List<String> blocks(String text, String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    static String name(Path page) {
        return HOME.relativize(page).toString();
    }
}
