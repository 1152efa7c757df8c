package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Another server's directives: ignored aloud, accepted for one value, or refused with what to do. */
class ForeignDirectiveTest {
    private static final Catalog CATALOG = Catalog.builder()
            .include(Sample.CATALOG)
            .foreign(List.of(
                    new ForeignDirective.Ignored("Mutex", "there is one process"),
                    new ForeignDirective.Fixed("TraceEnable", Set.of("off"), "TRACE is never answered"),
                    new ForeignDirective.NotBuilt("ProxyPass", "use SetHandler")))
            .build();

    private static List<String> errors(String text) {
        try {
            ConfigLoader.of(CATALOG).loadText(Sample.FILE, text);
            return List.of();
        } catch (ConfigException e) {
            return e.errors().stream().map(Problem::toString).toList();
        }
    }

    @Test
    void anIgnoredOneIsANoticeWhereverItStands() throws ConfigException {
        Configuration read = ConfigLoader.of(CATALOG)
                .loadText(Sample.FILE, "Mutex file:/x default\n<Directory /x>\nmutex y\n</Directory>\n");
        assertThat(read.notices())
                .hasToString("[usher.conf:1: notice: Mutex is ignored: there is one process,"
                        + " usher.conf:3: notice: Mutex is ignored: there is one process]");
    }

    @Test
    void aFixedOneIsAcceptedForItsValueInAnyCase() throws ConfigException {
        assertThat(ConfigLoader.of(CATALOG)
                        .loadText(Sample.FILE, "TraceEnable OFF\n")
                        .notices())
                .isEmpty();
    }

    @Test
    void aFixedOneIsRefusedForAnyOtherValue() {
        assertThat(errors("TraceEnable On\nTraceEnable\n"))
                .containsExactly(
                        "usher.conf:1: TraceEnable On is not built here; TRACE is never answered",
                        "usher.conf:2: TraceEnable is not built here; TRACE is never answered");
    }

    @Test
    void oneThatIsNotBuiltSaysWhatToWriteInstead() {
        assertThat(errors("ProxyPass / http://x/\n"))
                .containsExactly("usher.conf:1: ProxyPass is not built here; use SetHandler");
    }

    @Test
    void aSectionThatIsNotBuiltIsOneErrorAndItsContentNone() {
        assertThat(errors("<ProxyPass x>\nNonsense\n</ProxyPass>\n"))
                .containsExactly("usher.conf:1: ProxyPass is not built here; use SetHandler");
    }

    @Test
    void aSettingCannotBeForeignToo() {
        Catalog.Builder builder = Catalog.builder()
                .include(Sample.CATALOG)
                .foreign(List.of(new ForeignDirective.Ignored("listen", "no")));
        assertThatThrownBy(builder::build).hasMessage("listen is declared twice");
    }

    @Test
    void thePageListsThemByWhatBecomesOfThem() {
        assertThat(DirectiveDocs.render(CATALOG))
                .contains("| `Mutex` | there is one process |")
                .contains("| `TraceEnable` | accepted with off; else an error: TRACE is never answered |")
                .contains("| `ProxyPass` | an error: use SetHandler |");
    }
}
