package dev.usher.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seed's sample of a stream. It shows the events' lines; "terminated with two newlines" is said above it.
 * TextFormatTest has its tokens written byte for byte.
 */
class SeedStreamSampleTest {
    @TempDir
    Path directory;

    private static String events() throws Exception {
        return SeedBlock.text(15)
                .lines()
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n\n", "", "\n\n"));
    }

    @Test
    @RunsSeedBlock(15)
    void ourReaderAndThePrintedOneReadTheSample() throws Exception {
        try (TornStreams server = TornStreams.of(Map.of("sample", events().getBytes(UTF_8)));
                Browser browser = Browser.open(directory)) {
            browser.go(server.url("/fetch.html"));
            Object said = browser.runAsync("""
                    const { stream } = await import('/stream.js');
                    let ours = '';
                    const onToken = (text) => { ours += text; };
                    const end = await stream('/torn/sample/0', { method: 'GET', onToken }).finished;
                    const real = window.fetch;
                    window.fetch = () => real('/torn/sample/0');
                    await streamResponse('any');
                    return [end, ours, document.getElementById('output').textContent];
                    """);
            assertThat(said).isEqualTo(List.of("done", "Hello, how can I help?", "Hello, how can I help?"));
        }
    }

    @Test
    @RunsSeedBlock(15)
    void theSeatsStreamHasTheSamplesForm() throws Exception {
        Path socket = directory.resolve("seat.sock");
        try (UsherProcess _ = UsherProcess.daemon(socket, "--message-delay", "0ms")) {
            String[] events = Handed.exchange(socket, "{}")
                    .body()
                    .replace("event: done\n", "")
                    .split("\n\n", -1);
            String[] sample = events().split("\n\n", -1);
            assertThat(events[events.length - 2])
                    .isEqualTo(sample[sample.length - 2])
                    .isEqualTo("data: [DONE]");
            assertThat(events[events.length - 1])
                    .isEqualTo(sample[sample.length - 1])
                    .isEmpty();
            assertThat(List.of(sample).subList(0, sample.length - 1)).allMatch(event -> event.matches("data: .+"));
            assertThat(List.of(events).subList(0, events.length - 1)).allMatch(event -> event.matches("data: .+"));
        }
    }
}
