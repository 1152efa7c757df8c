package dev.usher.daemon.model;

/**
 * A file or an image, ready to be written into a request.
 *
 * @param enclosure what the handoff said of it
 * @param type what it is
 * @param content its content as it stands within a JSON string: base64, or text that is escaped
 */
record Part(Enclosure enclosure, MediaType type, Content content) {
    /** What is written when the length of the whole is known, so that nothing of it is copied. */
    interface Content {
        /** How many bytes are written. */
        int length();

        /** Writes them. May wait for a file: not on a loop. */
        void write(byte[] into, int at) throws BadRequest;

        /** Some of the beginning, once it was written, to know it by where an upstream quotes it: still a whole JSON text. */
        String beginning();
    }

    boolean isText() {
        return type.isText();
    }

    /** What the file is called, without its directories. */
    String fileName() {
        String path = enclosure.path();
        return path == null ? "image" : path.substring(path.lastIndexOf('/') + 1);
    }
}
