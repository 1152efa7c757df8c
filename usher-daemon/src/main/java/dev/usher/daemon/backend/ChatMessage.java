package dev.usher.daemon.backend;

import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who speaks, such as {@code user}
 * @param content what is said; null where it is not plain text (parts, images), see {@link HandoffData#raw}
 */
public record ChatMessage(String role, @Nullable String content) {
    /** The role only: contents are private. */
    @Override
    public String toString() {
        return "ChatMessage[" + role + "]";
    }
}
