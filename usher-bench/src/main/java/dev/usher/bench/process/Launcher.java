package dev.usher.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how a further usher is started: as this one was, by {@code ./usher}, whose JVM flags are part of what is measured. */
@FunctionalInterface
public interface Launcher {
    /**
     * The command line of {@code usher WORD…}.
     *
     * @throws IOException where it is not known which usher to start
     */
    List<String> command(List<String> words) throws IOException;

    /** By {@code ./usher} of the directory in the property {@code usher.home}. */
    static Launcher byScript() {
        return words -> {
            @Nullable String home = System.getProperty("usher.home");
            Path script = Path.of(home == null ? "." : home, "usher").toAbsolutePath();
            if (home == null || !Files.isExecutable(script)) {
                throw new IOException(
                        "which usher to measure is not known: start the bench by ./usher, or name a running"
                                + " daemon by --socket");
            }
            List<String> command = new ArrayList<>(List.of(script.toString()));
            command.addAll(words);
            return command;
        };
    }
}
