package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random text is a configuration or a ConfigException, never anything else, and soon. The name shows the seed. */
class FuzzTest {
    private static final List<String> PIECES = List.of(
            "<VirtualHost a>\n",
            "</VirtualHost>\n",
            "<IfModule dir_module>\n",
            "<IfModule !dir_module>\n",
            "</IfModule>\n",
            "<IfDefine A>\n",
            "</IfDefine>\n",
            "Define A b\n",
            "Define A ${A}${A}\n",
            "UnDefine A\n",
            "${A}",
            "${",
            "}",
            "$",
            "\"",
            "'",
            "\\",
            "\\\n",
            "\n",
            "\r\n",
            "#",
            " ",
            "\t",
            "<",
            "</",
            ">",
            "\0",
            "\ud800",
            "\uFEFF",
            "Timeout 5\n",
            "Timeout",
            "Listen 80\n",
            "MessageDelay 1ms\n",
            "0",
            "-",
            "ms",
            "K",
            "<Directory /a>\n",
            "</Directory>\n",
            "<StreamingDaemon /s>\n",
            "</StreamingDaemon>\n",
            "Include ",
            "IncludeOptional *\n",
            "LoadModule a b\n",
            "ServerRoot /nowhere\n",
            "Alias /a /b\n",
            "PerlModule A::B\n");

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            boolean known = random.nextInt(5) > 0;
            text.append(
                    known ? PIECES.get(random.nextInt(PIECES.size())) : String.valueOf((char) random.nextInt(0x300)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_123, 4_711})
    void randomTextEndsWell(long seed) {
        Random random = new Random(seed);
        ConfigLoader loader = ConfigLoader.of(Sample.CATALOG).environment(Map.of("A", "x y"));
        int good = 0;
        for (int i = 0; i < 1500; i++) {
            good += readsOrRefuses(loader, text(random)) ? 1 : 0;
        }
        assertThat(good).as("texts without an error").isPositive();
    }

    private static boolean readsOrRefuses(ConfigLoader loader, String text) {
        try {
            loader.loadText(java.nio.file.Path.of("/nowhere/usher.conf"), text);
            return true;
        } catch (ConfigException e) {
            boolean placed = e.errors().stream().allMatch(x -> x.toString().startsWith("/nowhere/usher.conf"));
            if (e.errors().isEmpty() || e.errors().size() > 100 || !placed) {
                throw new AssertionError("badly refused: " + e.errors() + " of " + text, e);
            }
            return false;
        }
    }
}
