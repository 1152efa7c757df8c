package dev.usher.daemon.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.usher.daemon.receive.StartException;
import dev.usher.fd.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The variables a handler gets: those of this process as it was started, byte for byte, less what is not the handler's,
 * and {@code HANDOFF_DATA}.
 *
 * <p>Left out are our own settings ({@code USHER_…}), what a service manager says to this process alone, and secrets, told by
 * their names, of which a word between underscores counts: {@code OPENAI_API_KEY}, {@code DB_PASSWORD}, {@code AWS_SECRET_ACCESS_KEY},
 * {@code GITHUB_TOKEN}. A value is not looked at: a password within a URL passes.
 */
final class HandlerEnvironment {
    /** What comes before the data. */
    static final String DATA = "HANDOFF_DATA=";

    /** The most bytes of data one variable can hold (execve(2), MAX_ARG_STRLEN). */
    static final int DATA_BYTES_MAX = Program.STRING_BYTES_MAX - DATA.length();

    private static final Path OURS = Path.of("/proc/self/environ");
    private static final Set<String> NOT_THEIRS =
            Set.of("HANDOFF_DATA", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "WATCHDOG_PID");
    private static final Set<String> SECRET_WORDS = Set.of(
            "APIKEY", "CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "SECRET", "SECRETS", "TOKEN");
    private static final Set<String> SECRET_KEYS = Set.of("API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "ENCRYPTION_KEY");

    private final List<byte[]> inherited;

    private HandlerEnvironment(List<byte[]> inherited) {
        this.inherited = inherited;
    }

    /** Reads this process's variables. */
    static HandlerEnvironment ofThisProcess() throws StartException {
        try {
            return of(Files.readAllBytes(OURS));
        } catch (IOException e) {
            throw new StartException("cannot read " + OURS + "; is /proc mounted?", e);
        }
    }

    /** From "NAME=value" strings, each ended by a NUL. */
    static HandlerEnvironment of(byte[] environ) {
        List<byte[]> kept = new ArrayList<>();
        // One character is one byte here, both ways.
        for (String each : new String(environ, ISO_8859_1).split("\0", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0 && isForHandlers(each.substring(0, equals))) {
                kept.add(each.getBytes(ISO_8859_1));
            }
        }
        return new HandlerEnvironment(kept);
    }

    /** Whether a handler may have the variable of that name. */
    static boolean isForHandlers(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return !NOT_THEIRS.contains(upper) && !upper.startsWith("USHER_") && !isSecret(upper);
    }

    private static boolean isSecret(String upper) {
        String words = "_" + upper + "_";
        return SECRET_KEYS.stream().anyMatch(key -> words.contains("_" + key + "_"))
                || Arrays.stream(upper.split("_", -1)).anyMatch(SECRET_WORDS::contains)
                || upper.endsWith("PASSWORD") // PGPASSWORD
                || upper.endsWith("_PWD"); // MYSQL_PWD
    }

    /** The variables for one client. The data are not looked into. */
    List<byte[]> with(byte[] data) {
        byte[] variable = Arrays.copyOf(DATA.getBytes(ISO_8859_1), DATA.length() + data.length);
        System.arraycopy(data, 0, variable, DATA.length(), data.length);
        List<byte[]> all = new ArrayList<>(inherited);
        all.add(variable);
        return all;
    }
}
