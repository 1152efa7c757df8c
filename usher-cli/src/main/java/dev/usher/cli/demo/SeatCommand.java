package dev.usher.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the demo starts its seat: {@code usher daemon}, as anybody would. */
final class SeatCommand {
    /** A pace at which a person can read along. */
    static final int MESSAGE_DELAY_MILLIS = 400;

    private SeatCommand() {}

    /** The command as it is shown. */
    static List<String> shown(Path socket, DemoOptions options) {
        List<String> words = new ArrayList<>(List.of("./usher"));
        words.addAll(arguments(socket, options.modelBase()));
        return words;
    }

    /** The command as it is run: by the checkout's own script, or with the JVM and class path of this process. */
    static List<String> real(Path socket, DemoOptions options) {
        List<String> words = new ArrayList<>();
        Path home = options.home();
        Path script = home.resolve("usher");
        if (!home.toString().isEmpty() && Files.isExecutable(script)) {
            words.add(script.toString());
        } else {
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xms8m"));
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.usher.cli.Main"));
        }
        words.addAll(arguments(socket, options.modelBase()));
        return words;
    }

    private static List<String> arguments(Path socket, String modelBase) {
        List<String> words = new ArrayList<>(List.of("daemon", "--socket", socket.toString()));
        if (modelBase.isEmpty()) {
            words.addAll(List.of("--backend", "mock", "--message-delay", MESSAGE_DELAY_MILLIS + "ms"));
        } else {
            String data = socket.resolveSibling("data").toString();
            words.addAll(List.of("--backend", "openai", "--openai-base", modelBase, "--data-dir", data));
        }
        words.addAll(List.of("--drain-timeout", "300ms"));
        return words;
    }
}
