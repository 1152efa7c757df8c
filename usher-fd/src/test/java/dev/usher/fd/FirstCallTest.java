package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The first call of a process, in a process of its own: the check of the layouts must not write over its arguments. */
class FirstCallTest {
    /** Opens a path, and nothing before it. */
    static final class Opens {
        private Opens() {}

        public static void main(String[] arguments) throws Exception {
            try (PathFd fd = PathFd.open("/dev/null")) {
                System.out.println("opened " + fd.openedAs());
            }
        }
    }

    @Test
    void aPathOpenedByTheFirstCallIsTheOneThatWasAskedFor() throws Exception {
        Process child = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opens.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        child.getOutputStream().close();
        assertThat(output).isEqualToIgnoringNewLines("opened /dev/null");
    }
}
