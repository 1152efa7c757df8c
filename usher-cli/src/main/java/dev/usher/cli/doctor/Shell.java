package dev.usher.cli.doctor;

import java.nio.file.Path;

/** Words as sh reads them. */
final class Shell {
    private Shell() {}

    /** The word itself where sh leaves it alone, else in single quotes. */
    static String word(String text) {
        return text.matches("[A-Za-z0-9_./:@%+,=-]+") ? text : quoted(text);
    }

    /** The word in single quotes. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The script that this process was started with, as a word. */
    static String usher() {
        return word(System.getProperty("usher.home", ".") + "/usher");
    }

    static String word(Path path) {
        return word(path.toString());
    }
}
