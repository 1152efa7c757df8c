package dev.usher.daemon.model;

/** How an API writes the parts of a message that are no words. */
public enum PartFormat {
    /** {@code image_url} and {@code file}, with data URLs. */
    OPENAI,
    /** {@code image} and {@code document}, with a source. */
    ANTHROPIC;

    /** Whether this API has a form for it. */
    void require(Part part) throws BadRequest {
        if (this == ANTHROPIC && !part.isText() && !part.type().isImage() && !isPdf(part)) {
            throw BadRequest.enclosure(
                    part.enclosure(),
                    "is " + part.type() + "; this backend takes text, " + MediaType.PDF + ", "
                            + MediaType.imageNames());
        }
    }

    private static boolean isPdf(Part part) {
        return part.type().name().equals(MediaType.PDF);
    }

    /** Writes a part. */
    void put(Part part, JsonBytes json) {
        if (part.isText()) {
            json.put("{\"type\":\"text\",\"text\":\"").put(part.content()).put("\"}");
        } else if (this == ANTHROPIC) {
            json.put(part.type().isImage() ? "{\"type\":\"image\"" : "{\"type\":\"document\"")
                    .put(",\"source\":{\"type\":\"base64\",\"media_type\":\"" + part.type() + "\",\"data\":\"")
                    .put(part.content())
                    .put("\"}}");
        } else if (part.type().isImage()) {
            dataUrl(part, json.put("{\"type\":\"image_url\",\"image_url\":{\"url\":"))
                    .put("}}");
        } else {
            json.put("{\"type\":\"file\",\"file\":{\"filename\":").quoted(part.fileName());
            dataUrl(part, json.put(",\"file_data\":")).put("}}");
        }
    }

    private static JsonBytes dataUrl(Part part, JsonBytes json) {
        return json.put("\"data:" + part.type() + ";base64,")
                .put(part.content())
                .put("\"");
    }
}
