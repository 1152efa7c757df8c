package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.script.MockScript;
import dev.usher.bench.script.StreamFormat;
import dev.usher.bench.script.Ticket;
import org.junit.jupiter.api.Test;

/** The pattern mock: a seat that asks this server streams what the load generator's judge wants to see. */
class MockWordsTest {
    @Test
    void eachTicketHearsWhatTheMockBackendSaysToIt() {
        MockScript script = new MockScript(StreamFormat.TEXT);
        for (int number : new int[] {0, 7, 99_999_999}) {
            Ticket ticket = new Ticket(number);
            Text text = Text.of(Pattern.parse("mock"), new String(ticket.prompt(), UTF_8), 3);
            assertThat(text.count()).isEqualTo(MockScript.TOKENS);
            for (int i = 0; i < MockScript.TOKENS; i++) {
                assertThat("data: " + text.chunk(i))
                        .as("ticket %s, event %s", number, i)
                        .isEqualTo(new String(script.event(i, ticket), UTF_8).stripTrailing());
            }
        }
    }

    @Test
    void whoIsNoTicketIsWelcomedByThePrompt() {
        assertThat(Text.of(Pattern.parse("mock"), "Hello", 3).chunk(1)).isEqualTo(" Welcome, Hello.");
    }
}
