package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands that change a line of a configuration file. */
final class Edit {
    private Edit() {}

    /**
     * Puts one text in the place of another in the line a value came from.
     *
     * @return a sed command; the user's editor at that line where the line does not hold the text as it is, since it was
     *     made of variables or spans lines
     */
    static Mend replace(Origin origin, Path file, String old, String now) {
        if (!(origin instanceof Origin.Line line) || line.number() == 0) {
            return first(file, now);
        }
        String text = line(line);
        if (old.isEmpty() || !text.contains(old)) {
            return Mend.of("\"${EDITOR:-vi}\" +" + line.number() + " " + Shell.word(line.file()));
        }
        char mark = mark(old + now);
        String script = line.number() + "s" + mark + pattern(old) + mark + replacement(now) + mark;
        return Mend.of("sed -i " + Shell.quoted(script) + " " + Shell.word(line.file()));
    }

    /** Puts a line before all others. */
    static Mend first(Path file, String directive) {
        return Mend.of("sed -i " + Shell.quoted("1i " + directive) + " " + Shell.word(file));
    }

    /** Puts a line behind the one at {@code at}, which begins a section. */
    static Mend after(Origin.Line at, Path file, String directive) {
        if (at.number() == 0) {
            return first(file, directive.strip());
        }
        return Mend.of("sed -i " + Shell.quoted(at.number() + "a\\" + directive) + " " + Shell.word(at.file()));
    }

    private static String line(Origin.Line line) {
        try {
            List<String> lines = Files.readAllLines(Path.of(line.file()), StandardCharsets.UTF_8);
            return line.number() <= lines.size() ? lines.get(line.number() - 1) : "";
        } catch (IOException unreadableNow) {
            return "";
        }
    }

    private static char mark(String texts) {
        for (char each : new char[] {'/', ',', '#', '|'}) {
            if (texts.indexOf(each) < 0) {
                return each;
            }
        }
        return '\1';
    }

    private static String pattern(String text) {
        return text.replaceAll("[\\\\.*\\[\\]^$]", "\\\\$0");
    }

    private static String replacement(String text) {
        return text.replaceAll("[\\\\&]", "\\\\$0");
    }
}
