package dev.usher.cli;

import dev.usher.config.Occurrence;
import dev.usher.config.Origin;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.SeatSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A seat's values as the section of a file that gives the same, and what its process logs before it: what was set as directives, behind what set it, and the
 * defaults as comments, since a default that is written down counts as asked for. Secrets are never written.
 */
final class PrintedSeat {
    private static final String INDENT = "    ";

    private PrintedSeat() {}

    /**
     * The text, with a line end behind each line.
     *
     * @param socket absolute: a relative path of a file belongs to the file's directory
     */
    static String of(Path socket, Values values) {
        String process = Settings.ofProcess().stream()
                .<String>map(setting -> line("", setting, values) + "\n")
                .collect(Collectors.joining());
        String settings = SeatSettings.all().stream()
                .map(setting -> INDENT + line(INDENT, setting, values) + "\n")
                .collect(Collectors.joining());
        return process + "<StreamingDaemon " + word(socket.toString()) + ">\n" + settings + "</StreamingDaemon>\n";
    }

    private static String line(String indent, Setting<?> setting, Values values) {
        List<Occurrence> all = values.occurrences(setting);
        if (all.isEmpty()) {
            return "# " + setting.name()
                    + setting.defaultText()
                            .map(text -> " " + text + "   (default)")
                            .orElse(" is not set");
        }
        Origin origin = all.getLast().origin();
        if (setting.secret()) {
            return "# " + setting.name() + " is set by " + origin + ", and a secret: it is not printed";
        }
        String written = written(setting, values);
        if (!canStandInAFile(written)) {
            return "# " + setting.name() + " is set by " + origin
                    + " to what no file can say: a variable's ${ or a control" + " character is in it";
        }
        return "# by " + origin + "\n" + indent + setting.name() + " " + written;
    }

    /** A text of one word is that word, whatever is in it; of several, they have been split as a file's are. */
    private static String written(Setting<?> setting, Values values) {
        if (values.find(setting).orElse(null) instanceof List<?> words
                && words.stream().allMatch(String.class::isInstance)) {
            return words.stream().map(each -> word(each.toString())).collect(Collectors.joining(" "));
        }
        List<Occurrence> all = values.occurrences(setting);
        return setting.type().maxWords() == 1
                ? word(all.getLast().written())
                : all.stream().map(Occurrence::written).collect(Collectors.joining(" "));
    }

    private static boolean canStandInAFile(String written) {
        return !written.contains("${") && written.chars().noneMatch(Character::isISOControl);
    }

    /** In quotes where it needs them. */
    private static String word(String text) {
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && "\"'\\#<>".indexOf(c) < 0);
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
