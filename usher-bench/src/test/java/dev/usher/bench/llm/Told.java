package dev.usher.bench.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An event, as the simplest reader of the usual spelling has it.
 *
 * @param name empty where it has none
 */
record Told(String name, String data) {
    /** Reads bodies with any line ends; comments and unknown fields are passed over. */
    static List<Told> of(String body) {
        List<Told> all = new ArrayList<>();
        String name = "";
        String data = null;
        String text = body.startsWith("\uFEFF") ? body.substring(1) : body;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            if (line.startsWith("event:")) {
                name = line.substring(6).stripLeading();
            } else if (line.startsWith("data:")) {
                String value = line.substring(line.startsWith("data: ") ? 6 : 5);
                data = data == null ? value : data + "\n" + value;
            } else if (line.isEmpty() && data != null) {
                all.add(new Told(name, data));
                name = "";
                data = null;
            }
        }
        return all;
    }

    /** What stands in a JSON text there; null where nothing does. */
    static Object at(String json, String... path) {
        Object value = Json.read(json);
        for (String step : path) {
            value = value instanceof Map<?, ?> fields
                    ? fields.get(step)
                    : value instanceof List<?> list && list.size() > Integer.parseInt(step)
                            ? list.get(Integer.parseInt(step))
                            : null;
        }
        return value;
    }

    private static String joined(List<Told> events, String... path) {
        StringBuilder all = new StringBuilder();
        for (Told event : events) {
            if (event.data.startsWith("{") || event.data.startsWith("[{")) {
                all.append(at(event.data, path) instanceof String text ? text : "");
            }
        }
        return all.toString();
    }

    static String openAiText(List<Told> events) {
        return joined(events, "choices", "0", "delta", "content");
    }

    static String anthropicText(List<Told> events) {
        return joined(events, "delta", "text");
    }

    static String langGraphText(List<Told> events) {
        return joined(events.stream().filter(e -> e.name.equals("messages")).toList(), "0", "content");
    }
}
