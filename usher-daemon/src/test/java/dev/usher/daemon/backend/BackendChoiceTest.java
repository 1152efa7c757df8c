package dev.usher.daemon.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.loop.Loop;
import dev.usher.loop.Loops;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The field {@code backend} of a handoff. */
class BackendChoiceTest {
    private final List<String> asked = new ArrayList<>();
    private final BackendChoice choice = new BackendChoice(Map.of("a", named("a"), "b", named("b")), "a");

    private Backend named(String name) {
        return (_, _) -> {
            asked.add(name);
            return Upstream.ENDED;
        };
    }

    private @Nullable Failure open(@Nullable String backend) {
        HandoffData data =
                new HandoffData(ByteBuffer.allocate(0), null, null, List.of(), null, null, backend, null, null);
        Failure[] failed = new Failure[1];
        TokenSink sink = new TokenSink() {
            @Override
            public void token(byte[] utf8, int off, int len) {}

            @Override
            public void done(Finish finish) {}

            @Override
            public void failed(Failure failure) {
                failed[0] = failure;
            }
        };
        try (Loops loops = Loops.start("choice-test", 1)) {
            Loop loop = loops.next();
            choice.open(new SeatRequest("r1", data, loop), sink);
        }
        return failed[0];
    }

    @Test
    void theNamedOneIsAsked() {
        assertThat(open("b")).isNull();
        assertThat(asked).containsExactly("b");
    }

    @Test
    void whoNamesNoneGetsTheDefault() {
        assertThat(open(null)).isNull();
        assertThat(open("")).isNull();
        assertThat(asked).containsExactly("a", "a");
    }

    @Test
    void anotherNameIsRefusedAndNamed() {
        Failure failure = open("c");
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.message()).contains("backend", "'c'");
        assertThat(asked).isEmpty();
    }

    @Test
    void aLongNameIsCut() {
        assertThat(open("c".repeat(1000)).message()).hasSizeLessThan(200);
    }

    @Test
    void aDefaultThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new BackendChoice(Map.of(), "a")).hasMessageContaining("'a'");
    }
}
