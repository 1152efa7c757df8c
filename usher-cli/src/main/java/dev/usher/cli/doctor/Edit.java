package dev.usher.cli.doctor;

import dev.usher.config.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands that change a configuration. They find a line by what it says, so that they work in any order; where a value came
 * from a flag or a variable, that is what they give anew.
 */
final class Edit {
    private Edit() {}

    /**
     * Puts one text in the place of another in the line a value came from, and in no other.
     *
     * @param now the whole value, where it may come from a flag or a variable
     * @return a sed command; the user's editor at that line where the line does not hold the text as it is, since it was
     *     made of variables or spans lines
     */
    static Mend replace(Origin origin, Path file, String old, String now) {
        if (!(origin instanceof Origin.Line line) || line.number() == 0) {
            return anew(origin, file, now);
        }
        FileLines lines = FileLines.of(line.file());
        return Substitution.in(lines.text(line.number()), old, now)
                .map(change -> Sed.edit(line.file(), List.of(lines.script(line.number(), change))))
                .orElseGet(() -> open(line));
    }

    /** The same in each line of that directive with that word: for a word that is wrong wherever it stands. */
    static Mend everywhere(Origin origin, Path file, String old, String now) {
        if (!(origin instanceof Origin.Line line) || line.number() == 0) {
            return anew(origin, file, now);
        }
        FileLines lines = FileLines.of(line.file());
        List<String> scripts = everyLine(lines.beginningWith(lines.firstWord(line.number())), old, now);
        return scripts.isEmpty() ? open(line) : Sed.edit(line.file(), scripts);
    }

    private static List<String> everyLine(List<String> texts, String old, String now) {
        List<String> scripts = new ArrayList<>();
        for (String text : texts) {
            Substitution.in(text, old, now)
                    .filter(change -> change.changesWordOf(text))
                    .ifPresent(change ->
                            scripts.add(FileLines.address(text, change.mark(text)) + change.script(change.mark(text))));
        }
        return scripts;
    }

    /** Gives a {@code Listen} line another port, and with it the virtual hosts there. */
    static Mend port(Origin.Line line, int old, int now) {
        FileLines lines = FileLines.of(line.file());
        String from = Integer.toString(old);
        String to = Integer.toString(now);
        Optional<Substitution> listen = Substitution.in(lines.text(line.number()), from, to);
        if (listen.isEmpty()) {
            return open(line);
        }
        List<String> scripts = new ArrayList<>(List.of(lines.script(line.number(), listen.get())));
        boolean onlyOne = everyLine(lines.beginningWith("Listen"), from, to).size() == 1;
        if (onlyOne && lines.firstWord(line.number()).equalsIgnoreCase("Listen")) {
            scripts.addAll(everyLine(lines.beginningWith("<VirtualHost"), ":" + from, ":" + to));
        }
        return Sed.edit(line.file(), scripts);
    }

    /** Gives a directive, or a section at its beginning and its end, another name wherever it stands. */
    static Mend rename(Origin.Line line, String old, String now) {
        FileLines lines = FileLines.of(line.file());
        boolean section = lines.firstWord(line.number()).equals("<" + old);
        if (!section && !lines.firstWord(line.number()).equals(old)) {
            return open(line);
        }
        char mark = Sed.mark(old, now, section ? "/" : "");
        String before = section ? "\\(\\s*</*\\)" : "\\(\\s*\\)";
        String script = "s" + mark + "^" + before + Sed.pattern(old, mark) + "\\b" + mark + "\\1"
                + Sed.replacement(now, mark) + mark;
        return Sed.edit(line.file(), List.of(script));
    }

    /** Puts a line behind all others. */
    static Mend append(Path file, String directive) {
        return Sed.edit(file.toString(), List.of("$a " + directive.replace("\\", "\\\\")));
    }

    /** Puts a line behind the one at {@code at}, which begins a section. */
    static Mend after(Origin.Line at, Path file, String directive) {
        String header = FileLines.of(at.file()).text(at.number());
        if (header.isEmpty()) {
            return append(file, directive.strip());
        }
        String address = FileLines.address(header, Sed.mark(header));
        return Sed.edit(at.file(), List.of(address + "a\\" + directive.replace("\\", "\\\\")));
    }

    /** The user's editor, at the line. */
    static Mend open(Origin.Line line) {
        return Mend.of("\"${EDITOR:-vi}\" +" + Math.max(1, line.number()) + " " + Shell.word(line.file()));
    }

    /** A value that is in no line: the variable set again, or the command line with another flag. */
    private static Mend anew(Origin origin, Path file, String now) {
        return switch (origin) {
            case Origin.Environment variable -> Mend.of("export " + variable.name() + "=" + Shell.word(now));
            case Origin.Flag flag ->
                Mend.of(Shell.usher() + " run -f " + Shell.word(file) + " " + flag.name() + " " + Shell.word(now));
            case Origin.Line line -> open(line);
            case Origin.Default _ -> open(new Origin.Line(file.toString(), 1));
        };
    }
}
