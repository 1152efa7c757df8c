package dev.usher.bench.report;

import dev.usher.bench.judge.Verdict;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes results as one JSON object: what was measured how, and an array of results. */
final class ResultJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private ResultJson() {}

    /**
     * Writes and closes nothing but itself.
     *
     * @param how the measurement's own settings, in the order they are to stand in
     */
    static void write(Map<String, Object> how, List<Result> results, OutputStream out) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            how.forEach((name, value) -> property(json, name, value));
            json.writeArrayPropertyStart("results");
            results.forEach(result -> write(result, json));
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw("\n");
        }
    }

    private static void property(JsonGenerator json, String name, Object value) {
        switch (value) {
            case Integer number -> json.writeNumberProperty(name, number);
            case Long number -> json.writeNumberProperty(name, number);
            case Boolean flag -> json.writeBooleanProperty(name, flag);
            default -> json.writeStringProperty(name, value.toString());
        }
    }

    private static void write(Result result, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", result.name());
        json.writeBooleanProperty("valid", result.valid());
        json.writeBooleanProperty("all_complete", result.allComplete());
        json.writeObjectPropertyStart("verdicts");
        for (Verdict verdict : Verdict.values()) {
            json.writeNumberProperty(verdict.key(), result.verdicts().getOrDefault(verdict, 0));
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("refused_statuses");
        result.refusals().forEach((status, count) -> json.writeNumberProperty(Integer.toString(status), count));
        json.writeEndObject();
        json.writeObjectPropertyStart("figures");
        result.figures().forEach((figure, value) -> figure(json, figure, value));
        json.writeEndObject();
        json.writeArrayPropertyStart("remarks");
        result.remarks().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void figure(JsonGenerator json, Figure figure, double value) {
        if (Double.isNaN(value)) {
            json.writeNullProperty(figure.key());
        } else {
            json.writeNumberProperty(figure.key(), rounded(value));
        }
    }

    private static double rounded(double value) {
        return Math.rint(value * 10_000) / 10_000;
    }
}
