package dev.usher.cli;

import dev.usher.config.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The flags that stand over a configuration file: one for each setting that has one ({@code --timeout 5}), and {@code -D
 * NAME[=VALUE]} for {@code Define}. They come from the settings' declarations and are left out of a command's help, which
 * they would drown; docs/directives.md lists them.
 */
final class Flags {
    private static final String DEFINE = "-D";
    private static final int SECONDS_MAX = 86_400;

    private Flags() {}

    /**
     * Adds them to a command that reads a file.
     *
     * @param hidden whether a command's help leaves the settings' flags out
     */
    static void addTo(CommandSpec command, boolean hidden) {
        command.usageMessage()
                .footer(
                        "",
                        "Most directives can be given as flags, too, over what the file says, such",
                        "as --timeout 30 for Timeout; usher directives lists them with their flags.");
        command.addOption(OptionSpec.builder(DEFINE)
                .paramLabel("NAME[=VALUE]")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description("Define a name for the file, as the directive Define does; may be repeated.")
                .build());
        for (Setting<?> setting : Settings.all().settings()) {
            setting.flag()
                    .ifPresent(flag -> command.addOption(optionalOn(OptionSpec.builder(flag), setting)
                            .type(List.class)
                            .auxiliaryTypes(String.class)
                            .hidden(hidden)
                            .build()));
        }
    }

    /** The flag of an On|Off may stand alone, for On: {@code --take-over}. */
    static OptionSpec.Builder optionalOn(OptionSpec.Builder option, Setting<?> setting) {
        return setting.type().syntax().equals("On|Off") ? option.arity("0..1").fallbackValue("On") : option.arity("1");
    }

    /**
     * Refuses a time no answer can come in, or that no timer holds.
     *
     * @throws ParameterException naming the flag, the value and the range, 1 second to a day
     */
    static void requireSeconds(CommandSpec command, String flag, int seconds) {
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new ParameterException(
                    command.commandLine(), flag + " " + seconds + " is not between 1 and " + SECONDS_MAX + " seconds");
        }
    }

    /** The settings given, by their flags' names. */
    static Map<String, List<String>> settings(ParseResult parsed) {
        Map<String, List<String>> given = new HashMap<>();
        for (Setting<?> setting : Settings.all().settings()) {
            String flag = setting.flag().orElse("");
            if (!flag.isEmpty() && parsed.hasMatchedOption(flag)) {
                given.put(flag, parsed.matchedOption(flag).originalStringValues());
            }
        }
        return given;
    }

    /** The names defined, with their values; a name alone is defined as nothing. */
    static Map<String, String> defines(ParseResult parsed) {
        Map<String, String> names = new HashMap<>();
        if (parsed.hasMatchedOption(DEFINE)) {
            for (String word : parsed.matchedOption(DEFINE).originalStringValues()) {
                int equals = word.indexOf('=');
                names.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
            }
        }
        return names;
    }
}
