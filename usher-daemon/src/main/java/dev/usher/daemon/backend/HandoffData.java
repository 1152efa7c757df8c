package dev.usher.daemon.backend;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data an application handed over with a client, checked: a known field has the type it must have or is absent.
 *
 * @param raw the whole JSON document as it came, UTF-8, less NULs around it; {@code {}} when there was none. Fields
 *     Usher does not know are found here.
 * @param userId any scalar, as text
 * @param prompt the prompt; null when absent
 * @param messages the conversation, empty when absent
 * @param model the model asked for
 * @param requestId the application's name for the request, any scalar, as text fit for a log
 * @param backend the backend asked for
 * @param testPattern what an upstream for tests is told to do
 * @param trace the trace that the request is part of; null where the application named none, or none that is valid
 */
public record HandoffData(
        ByteBuffer raw,
        @Nullable String userId,
        @Nullable String prompt,
        List<ChatMessage> messages,
        @Nullable String model,
        @Nullable String requestId,
        @Nullable String backend,
        @Nullable String testPattern,
        @Nullable TraceContext trace) {

    /** The document, read-only, from its first byte to its last. */
    @Override
    public ByteBuffer raw() {
        return raw.asReadOnlyBuffer();
    }

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
        return "HandoffData[" + raw.remaining() + " bytes]";
    }
}
