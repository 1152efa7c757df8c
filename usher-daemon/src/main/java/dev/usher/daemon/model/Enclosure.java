package dev.usher.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * A file or an image that a handoff brings, as it says it.
 *
 * @param ref its name among the attachments, which stands in braces where its place is; null: an image without a place
 * @param field the field that it stands in
 * @param path of a file; null where the image is in the handoff itself
 * @param base64 the image itself; null where it is in a file
 * @param type its media type; null where the handoff does not say
 */
record Enclosure(
        @Nullable String ref,
        String field,
        @Nullable String path,
        @Nullable String base64,
        @Nullable String type) {
    private static final int SHOWN_CHARS_MAX = 80;

    /** What it is called in an answer: nothing but what the handoff has said. */
    String called() {
        String what = ref == null ? "The image of " + field : "The attachment " + shown(ref);
        return path == null ? what : what + " (" + shown(path) + ")";
    }

    /** What was said, repeated up to here. */
    static String shown(String said) {
        String text = said.length() <= SHOWN_CHARS_MAX ? said : said.substring(0, SHOWN_CHARS_MAX) + "…";
        return "'" + text.replaceAll("\\p{C}", "?") + "'";
    }

    /** Where it is only: an image is private. */
    @Override
    public String toString() {
        return "Enclosure[" + field + "]";
    }
}
