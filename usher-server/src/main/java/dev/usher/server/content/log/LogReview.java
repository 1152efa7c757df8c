package dev.usher.server.content.log;

import dev.usher.config.Configuration;
import dev.usher.config.Context;
import dev.usher.config.Occurrence;
import dev.usher.config.Problem;
import dev.usher.config.Scope;
import dev.usher.server.content.log.LogSettings.CustomLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the logs of a configuration can be opened, as far as that is seen without opening them. */
public final class LogReview {
    private final Configuration configuration;
    private final List<Problem> found = new ArrayList<>();

    private LogReview(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Errors and notices, main server first. */
    public static List<Problem> of(Configuration configuration) {
        LogReview review = new LogReview(configuration);
        review.look(configuration.main());
        configuration.main().children().stream()
                .filter(scope -> scope.context() == Context.VHOST)
                .forEach(review::look);
        return List.copyOf(review.found);
    }

    private void look(Scope scope) {
        if (scope.values().isSetHere(LogSettings.ERROR_LOG)) {
            Occurrence at = scope.values().occurrences(LogSettings.ERROR_LOG).getLast();
            directory("ErrorLog", scope.get(LogSettings.ERROR_LOG), at);
            if (scope.context() == Context.VHOST) {
                found.add(Problem.notice(
                        at.origin(), "ErrorLog of a virtual host is not written; the main server's holds all errors"));
            }
        }
        if (scope.values().isSetHere(LogSettings.CUSTOM_LOG)) {
            List<CustomLog> logs = scope.get(LogSettings.CUSTOM_LOG);
            for (int i = 0; i < logs.size(); i++) {
                customLog(
                        scope,
                        logs.get(i),
                        scope.values().occurrences(LogSettings.CUSTOM_LOG).get(i));
            }
        }
    }

    private void customLog(Scope scope, CustomLog log, Occurrence at) {
        directory("CustomLog", log.file(), at);
        try {
            var _ = AccessLogs.format(log, scope.values());
        } catch (IOException e) {
            found.add(Problem.error(at.origin(), String.valueOf(e.getMessage())));
        }
    }

    private void directory(String directive, Path file, Occurrence at) {
        Path path = configuration.baseDirectory().resolve(file).toAbsolutePath();
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            found.add(Problem.error(
                    at.origin(), directive + " " + path + " cannot be written: its directory does not exist"));
        } else if (Files.isDirectory(path)) {
            found.add(Problem.error(at.origin(), directive + " " + path + " must name a file; this is a directory"));
        }
    }
}
