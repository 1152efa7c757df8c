package dev.usher.daemon.model;

/** The text of a content: a string, or the parts of an array that are text. */
final class Content {
    private Content() {}

    /** Adds the text of the value to the collected one. */
    static void collect(TokenJson json) throws NotJson {
        if (json.isString()) {
            json.collect();
        } else if (json.isArray()) {
            while (json.nextElement()) {
                if (json.isObject()) {
                    part(json);
                } else if (json.isString()) {
                    json.collect();
                } else {
                    json.skip();
                }
            }
        } else {
            json.skip();
        }
    }

    /** What a part is may stand behind its text: that is taken back then. */
    private static void part(TokenJson json) throws NotJson {
        int before = json.text().length();
        boolean isText = true;
        while (json.nextProperty()) {
            if (json.name().equals("text") && json.isString()) {
                json.collect();
            } else if (json.name().equals("type") && json.isString()) {
                String type = json.word();
                isText = type.equals("text") || type.equals("text_delta");
            } else {
                json.skip();
            }
        }
        if (!isText) {
            json.text().cutTo(before);
        }
    }
}
