package dev.usher.cli.doctor;

import java.util.List;
import java.util.stream.Collectors;

/** Texts and commands as sed reads them: what GNU's and busybox's, the ones of Linux, have in common. */
final class Sed {
    private static final char[] MARKS = {'/', ',', '#', '|'};

    private Sed() {}

    /** What stands between the parts of a command: the first that is in none of the texts, or the usual one, escaped there. */
    static char mark(String... texts) {
        String all = String.join("", texts);
        for (char mark : MARKS) {
            if (all.indexOf(mark) < 0) {
                return mark;
            }
        }
        return MARKS[0];
    }

    /** A basic regular expression for exactly this text. */
    static String pattern(String text, char mark) {
        return marked(text.replaceAll("[\\\\.*\\[^$]", "\\\\$0"), mark);
    }

    /** What stands for this text on the right side of {@code s}. */
    static String replacement(String text, char mark) {
        return marked(text.replaceAll("[\\\\&]", "\\\\$0"), mark);
    }

    /** A tab is not to be typed into a shell, which completes words at it. */
    private static String marked(String text, char mark) {
        return text.replace("\t", "\\t").replace(Character.toString(mark), "\\" + mark);
    }

    /** The address of every line that a basic regular expression matches. */
    static String address(String pattern, char mark) {
        return (mark == '/' ? "/" : "\\" + mark) + pattern + mark;
    }

    /** The {@code which}-th of one text in a line, from 1, becomes another. */
    static String substitute(String old, String now, int which, char mark) {
        return "s" + mark + pattern(old, mark) + mark + replacement(now, mark) + mark + (which == 1 ? "" : which);
    }

    /** The command line that edits a file in place. */
    static Mend edit(String file, List<String> scripts) {
        String words = scripts.size() == 1
                ? Shell.quoted(scripts.getFirst())
                : scripts.stream().map(script -> "-e " + Shell.quoted(script)).collect(Collectors.joining(" "));
        return Mend.of("sed -i " + words + " " + Shell.word(file));
    }
}
