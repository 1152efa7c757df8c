package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.llm.LlmSettings;
import dev.usher.bench.llm.MockLlm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At the most talkative level, with every backend: no prompt, no key, no answer is in a log, on a page, or in a metric. */
class SecretsTest {
    private static final String PROMPT = "prompt-of-a-patient-4711";
    private static final String SYSTEM = "system-words-of-ours-4712";
    private static final String KEY = "sk-key-of-the-house-4713";
    private static final Pattern AT = Pattern.compile("status and metrics at (http://[^\\s\"]+/)");

    @TempDir
    Path directory;

    private UsherProcess daemon(MockLlm llm, String format) throws Exception {
        Path key = Files.writeString(directory.resolve("key"), KEY + "\n");
        List<String> flags = new ArrayList<>(List.of("--log-level", level(format), "--log-format", format));
        flags.addAll(List.of("--access-log", directory.resolve("access.log").toString()));
        flags.addAll(List.of("--metrics-addr", "127.0.0.1:0", "--message-delay", "0ms", "--typing-pace", "0"));
        flags.addAll(List.of("--backend", "openai", "--backends", "anthropic langgraph mock typing"));
        flags.addAll(List.of("--openai-base", llm.baseUrl() + "/v1", "--openai-key-file", key.toString()));
        flags.addAll(List.of("--anthropic-base", llm.baseUrl(), "--anthropic-key-file", key.toString()));
        flags.addAll(List.of("--langgraph-base", llm.baseUrl(), "--langgraph-key-file", key.toString()));
        flags.addAll(List.of("--langgraph-allowed-urls", llm.baseUrl()));
        return UsherProcess.daemon(directory.resolve("seat.sock"), flags.toArray(String[]::new));
    }

    /** At its debug level Netty writes stacks for what it does without, which are told from faults in JSON only. */
    private static String level(String format) {
        return format.equals("json") ? "trace" : "trace8 io.netty:info";
    }

    private static List<String> handoffs(String url) {
        List<String> all = new ArrayList<>();
        String asks = "\"prompt\":\"" + PROMPT + "\",\"system\":\"" + SYSTEM + "\",\"user_id\":1";
        for (String backend : List.of("openai", "anthropic", "langgraph", "mock", "typing", "nobody")) {
            for (String pattern :
                    List.of("", "status:500", "status:400", "error-mid:2", "garbage:2", "cut:2", "refused")) {
                all.add("{" + asks + ",\"backend\":\"" + backend + "\",\"test_pattern\":\"" + pattern + "\"}");
            }
        }
        all.add("{" + asks + ",\"backend\":\"langgraph\",\"langgraph_url\":\"" + url + "\",\"langgraph_api_key\":\""
                + KEY + "\",\"thread_id\":\"t-1\"}");
        all.add("{" + asks + ",\"messages\":[{\"role\":5,\"content\":\"" + PROMPT + "\"}]}");
        all.add("{" + asks + ",\"max_tokens\":\"" + KEY + "\"}");
        all.add("{" + asks + ",\"traceparent\":\"" + KEY + "\",\"tracestate\":\"" + KEY + "\"}");
        all.add("{" + asks + " " + PROMPT);
        all.add("{" + asks + ",\"response_headers\":{\"Connection\":\"" + KEY + "\"}}");
        all.add(PROMPT + KEY);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void noPromptNoKeyAndNoAnswerIsWrittenAnywhere(String format) throws Exception {
        try (MockLlm llm =
                        MockLlm.start(LlmSettings.defaults().withDelayMillis(0).withLoops(1));
                UsherProcess daemon = daemon(llm, format)) {
            List<String> handoffs = handoffs(llm.baseUrl());
            for (String handoff : handoffs) {
                try (Handed client = Handed.to(directory.resolve("seat.sock"), handoff)) {
                    client.hears();
                }
            }
            Path access = directory.resolve("access.log");
            Waiting.until(
                    "all are in the access log",
                    20,
                    () -> Files.readAllLines(access).size() == handoffs.size());
            Matcher at = AT.matcher(daemon.log());
            assertThat(at.find()).isTrue();
            int port = Integer.parseInt(at.group(1).replaceAll(".*:(\\d+)/", "$1"));
            List<String> secrets = new ArrayList<>(List.of(PROMPT, SYSTEM, KEY, "patient", "of-the-house"));
            secrets.add(llm.answerTo(PROMPT).substring(0, 12));
            List<String> written = new ArrayList<>(List.of(daemon.log(), Files.readString(access)));
            for (String page : List.of("/", "/metrics", "/status.json", "/healthz", "/readyz")) {
                written.add(Visitor.get(port, page).body());
            }
            assertThat(daemon.log()).contains(format.equals("json") ? "\"level\":\"debug\"" : " DEBUG [dev.usher");
            assertThat(written).allSatisfy(text -> assertThat(text).doesNotContain(secrets));
        }
    }
}
