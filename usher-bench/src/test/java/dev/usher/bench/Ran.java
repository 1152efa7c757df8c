package dev.usher.bench;

import dev.usher.bench.judge.Verdict;
import dev.usher.bench.process.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * A bench that was run in this process.
 *
 * @param exit its code
 * @param json its report
 */
record Ran(int exit, String json) {
    /** {@code usher bench daemon ARGUMENT… --json FILE}, against a daemon that runs. */
    static Ran daemon(Path directory, String... arguments) throws Exception {
        return command(directory, new CommandLine(new DaemonBench(Launcher.byScript())), arguments);
    }

    static Ran command(Path directory, CommandLine command, String... arguments) throws Exception {
        Path file = directory.resolve("report.json");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", file.toString()));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        int exit = command.execute(all.toArray(String[]::new));
        return new Ran(exit, Files.exists(file) ? Files.readString(file) : "");
    }

    /** A command line that runs this class in a JVM of its own. */
    static List<String> inItsOwnJvm(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** How many connections got this verdict. */
    int verdict(Verdict verdict) {
        return (int) number(verdict.key());
    }

    /** The first number of this name. */
    double number(String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(-?[0-9.E]+)").matcher(json);
        if (!found.find()) {
            throw new AssertionError(name + " is not in " + json);
        }
        return Double.parseDouble(found.group(1));
    }
}
