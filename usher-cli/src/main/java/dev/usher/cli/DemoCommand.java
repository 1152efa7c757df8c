package dev.usher.cli;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import dev.usher.cli.demo.Demo;
import dev.usher.cli.demo.DemoConfig;
import dev.usher.cli.demo.DemoOptions;
import dev.usher.cli.demo.SeatWatch;
import dev.usher.config.ConfigException;
import dev.usher.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usher demo}: something to look at, before anything is set up. */
@Command(
        name = "demo",
        description =
                "Serve a page on 127.0.0.1 that shows what Usher does: a door, an application with two workers, and"
                        + " a streaming daemon as a process of its own. Ctrl-C ends all of it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;
    /** At the demo's own pace. */
    private static final LlmSettings MODEL =
            LlmSettings.defaults().withPattern("mock").withDelayMillis(400);

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--php",
            description = "Have the application in PHP, run by a php-fpm of the demo's own with two workers.")
    private boolean php;

    @Option(
            names = "--llm",
            description =
                    "Have the daemon ask a language model's server: the mock of one, which says what the daemon's own"
                            + " mock would.")
    private boolean llm;

    @Option(names = "--print-config", description = "Print the configuration the demo runs on, and end.")
    private boolean printConfig;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        if (port < 0 || port > PORT_MAX) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--port must be between 0 and " + PORT_MAX + ", and is " + port);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (printConfig) {
            String model = llm ? "http://127.0.0.1:PORT/v1" : "";
            Path root = Path.of(System.getProperty("java.io.tmpdir"), "usher-demo");
            out.print(DemoConfig.text(root, options(model)));
            out.flush();
            return ExitCode.OK;
        }
        StopSignal signals = StopSignal.install();
        try (MockLlm model = llm ? MockLlm.start(MODEL) : null;
                Demo demo = Demo.start(
                        options(model == null ? "" : model.baseUrl() + "/v1"), DemoCommand::read, new Announcer(out))) {
            out.println(greeting(demo.port()));
            out.flush();
            signals.await();
            out.println("ending …");
            out.flush();
        }
        return ExitCode.OK;
    }

    private DemoOptions options(String modelBase) {
        return new DemoOptions(port, php, modelBase, Path.of(System.getProperty("usher.home", "")));
    }

    /** Without the environment: what the demo shows does not depend on settings left in a shell. */
    private static Configuration read(Path file) throws IOException, ConfigException {
        Configuration configuration = Settings.load(file, Map.of());
        Checks.requireGood(configuration);
        ErrorLog.of(configuration.main().values(), configuration.baseDirectory());
        return configuration;
    }

    /** One line each; that every handoff fails meanwhile is no news. */
    private record Announcer(PrintWriter out) implements SeatWatch {
        @Override
        public void gone(int seconds) {
            ErrorLog.silence("socket_handoff", true);
            say("the daemon has gone; until it is back, within " + seconds + " s, clients get 503");
        }

        @Override
        public void back() {
            ErrorLog.silence("socket_handoff", false);
            say("the daemon is back");
        }

        private void say(String line) {
            out.println(line);
            out.flush();
        }
    }

    private String greeting(int port) {
        String address = "http://127.0.0.1:" + port;
        return """

                Usher's demo is ready. Open it in a browser:

                    %1$s/

                or have a stream in a terminal:

                    curl -N "%1$s/api/stream?prompt=Hello"
                    curl -N -d prompt=Hello %1$s/api/stream

                The application is %2$s. What the door was told: ./usher demo%3$s --print-config
                Ctrl-C ends all of it.
                """.formatted(
                        address,
                        php ? "two PHP scripts with two workers" : "a Java class with two workers; --php has it in PHP",
                        (php ? " --php" : "") + (llm ? " --llm" : ""));
    }
}
