package dev.usher.daemon;

import dev.usher.config.Values;
import dev.usher.daemon.observe.AccessLine;
import dev.usher.daemon.observe.AccessLog;
import dev.usher.daemon.receive.StartException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens a seat's access log as its settings say. */
final class AccessLogStart {
    private AccessLogStart() {}

    /**
     * Opens it; the caller closes it.
     *
     * @param backend the one of handoffs that name none
     * @return null where it is off
     * @throws StartException where its file cannot be opened
     */
    static @Nullable AccessLog open(Values values, String backend) throws StartException {
        AccessLogTarget target = values.get(SeatSettings.ACCESS_LOG);
        AccessLine form = form(values, backend);
        try {
            return switch (target.kind()) {
                case OFF -> null;
                case STANDARD_OUTPUT -> AccessLog.toStandardOutput(form);
                case FILE -> AccessLog.to(Objects.requireNonNull(target.file()), form);
            };
        } catch (IOException e) {
            throw new StartException("AccessLog " + e.getMessage() + "; name another file, or - or off", e);
        }
    }

    /** How it writes a line. */
    static AccessLine form(Values values, String backend) {
        return new AccessLine(values.get(SeatSettings.LOG_LINE_FORMAT) == LogLineFormat.JSON, backend, models(values));
    }

    /** What is asked for where a handoff names no model. */
    private static Map<String, String> models(Values values) {
        return Map.of(
                BackendName.OPENAI.word(), values.get(ModelSettings.OPENAI_MODEL),
                BackendName.ANTHROPIC.word(), values.get(ModelSettings.ANTHROPIC_MODEL));
    }
}
