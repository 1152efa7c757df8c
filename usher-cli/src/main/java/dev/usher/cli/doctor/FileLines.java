package dev.usher.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The lines of a configuration file, and how sed finds one of them by what it says. Its number says little: the mend before
 * may have put a line above it.
 *
 * @param all as they stand, without their ends
 */
record FileLines(List<String> all) {
    /** The lines a section takes, from its beginning to its end, from 0. */
    private record Span(int first, int last) {}

    static FileLines of(String file) {
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
            return new FileLines(List.of(text.split("\n", -1)));
        } catch (IOException unreadableNow) {
            return new FileLines(List.of());
        }
    }

    /** What a line says, from 1, without the blanks around it; nothing where the file has none such. */
    String text(int number) {
        return number >= 1 && number <= all.size() ? all.get(number - 1).strip() : "";
    }

    /** The word a line begins with, such as a directive's name; of a section {@code <Name}. */
    String firstWord(int number) {
        return text(number).split("[\\s>]", 2)[0];
    }

    /** What the lines say that begin with a word, in any case, each once, in their order. */
    List<String> beginningWith(String word) {
        return IntStream.rangeClosed(1, all.size())
                .filter(number -> firstWord(number).equalsIgnoreCase(word))
                .mapToObj(this::text)
                .distinct()
                .toList();
    }

    /**
     * A script that runs a command on one line: found by what it says; where other lines say the same, within its section;
     * where those are alike, too, by its number and by what it says, so that it never changes another.
     */
    String script(int number, Substitution change) {
        int line = number - 1;
        char mark = change.mark(said(line));
        String script = address(said(line), mark) + change.script(mark);
        if (count(said(line), new Span(0, all.size() - 1)) == 1) {
            return script;
        }
        return section(line)
                .filter(section -> isFoundByItsEnds(section) && count(said(line), section) == 1)
                .map(section -> within(section, line, change))
                .orElse(number + "{" + script + "}");
    }

    private String within(Span section, int line, Substitution change) {
        String first = said(section.first());
        String last = said(section.last());
        char mark = change.mark(said(line), first, last);
        return address(first, mark) + "," + address(last, mark) + "{" + address(said(line), mark) + change.script(mark)
                + "}";
    }

    /** The address of the lines that say this, however far they are indented. */
    static String address(String text, char mark) {
        return Sed.address("^\\s*" + Sed.pattern(text, mark) + "\\s*$", mark);
    }

    private String said(int line) {
        return all.get(line).strip();
    }

    private long count(String text, Span within) {
        return all.subList(within.first(), within.last() + 1).stream()
                .filter(line -> line.strip().equals(text))
                .count();
    }

    /** The innermost section around a line. */
    private Optional<Span> section(int line) {
        int first = line - 1;
        for (int inner = 0; first >= 0; first--) {
            if (said(first).startsWith("</")) {
                inner++;
            } else if (said(first).startsWith("<") && inner-- == 0) {
                break;
            }
        }
        int last = line + 1;
        for (int inner = 0; last < all.size(); last++) {
            if (said(last).startsWith("</") && inner-- == 0) {
                break;
            } else if (said(last).startsWith("<") && !said(last).startsWith("</")) {
                inner++;
            }
        }
        return first < 0 || last >= all.size() ? Optional.empty() : Optional.of(new Span(first, last));
    }

    /** Whether sed's range from what its first line says to what its last line says is this section. */
    private boolean isFoundByItsEnds(Span section) {
        Span inside = new Span(section.first(), section.last());
        return count(said(section.first()), new Span(0, all.size() - 1)) == 1
                && count(said(section.last()), inside) == 1;
    }
}
