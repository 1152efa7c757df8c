package dev.usher.cli.e2e;

import dev.usher.testkit.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine: the first of some names that is there, or the test does not run (under CI=true it fails). */
final class Programs {
    private static final List<Path> DIRECTORIES = List.of(
            Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));
    private static final int PATIENCE_SECONDS = 60;

    private Programs() {}

    /** What a program did. */
    record Ran(int exit, String output) {}

    static String python() {
        return find("python3", "python3");
    }

    static String curl() {
        return find("curl", "curl");
    }

    /** Compiles a C file into a directory. */
    static Path compiled(Path source, Path directory) throws IOException, InterruptedException {
        Path program = directory.resolve(source.getFileName().toString().replace(".c", ""));
        Ran ran = run(
                find("gcc libc6-dev", "gcc", "cc"),
                "-std=c17",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                program.toString(),
                source.toString());
        if (ran.exit != 0) {
            throw new AssertionError(ran.output);
        }
        return program;
    }

    static String find(String packageName, String... names) {
        for (String name : names) {
            for (Path directory : DIRECTORIES) {
                if (Files.isExecutable(directory.resolve(name))) {
                    return directory.resolve(name).toString();
                }
            }
        }
        return Missing.program(names[0], packageName);
    }

    /** Runs to the end; both outputs together. */
    static Ran run(String... command) throws IOException, InterruptedException {
        return run(new byte[0], command);
    }

    static Ran run(byte[] input, String... command) throws IOException, InterruptedException {
        Path in = Files.createTempFile("usher-in", "");
        Path out = Files.createTempFile("usher-out", "");
        try {
            Files.write(in, input);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(Arrays.toString(command) + " did not end within " + PATIENCE_SECONDS
                        + " s; so far: " + Files.readString(out, StandardCharsets.ISO_8859_1));
            }
            return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    /** The repository's root: what stands beside the modules. */
    static Path home() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("usher-cli")) ? here : here.getParent();
    }
}
