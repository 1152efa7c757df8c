package dev.usher.daemon.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data an application handed over with a client, checked: a known field has the type it must have or is absent.
 *
 * @param raw the whole document as it came, less NULs around it; {@code {}} when there was none. Never written to
 *     after this record was made. Fields Usher does not know are found here.
 * @param userId any scalar, as text
 * @param prompt the prompt; null when absent
 * @param messages the conversation, empty when absent
 * @param model the model asked for
 * @param requestId the application's name for the request, any scalar, as text
 * @param backend the backend asked for
 * @param testPattern what an upstream for tests is told to do
 */
public record HandoffData(
        byte[] raw,
        @Nullable String userId,
        @Nullable String prompt,
        List<ChatMessage> messages,
        @Nullable String model,
        @Nullable String requestId,
        @Nullable String backend,
        @Nullable String testPattern) {

    /** The prompt, or what the last message says when there is no prompt; null when there is neither. */
    public @Nullable String promptOrLastMessage() {
        if (prompt != null) {
            return prompt;
        }
        return messages.isEmpty() ? null : messages.getLast().content();
    }

    /** Sizes only: prompts must not reach a log by way of a string. */
    @Override
    public String toString() {
        return "HandoffData[" + raw.length + " bytes]";
    }
}
