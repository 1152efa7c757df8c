package dev.usher.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, up to {@link Limits#ERRORS} errors and {@link Limits#NOTICES} notices. */
final class Problems {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::origin, Origin.ORDER);

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> notices = new ArrayList<>();

    void error(Origin origin, String message) {
        if (!full()) {
            errors.add(Problem.error(origin, message));
        }
    }

    void notice(Origin origin, String message) {
        if (notices.size() < Limits.NOTICES) {
            notices.add(Problem.notice(origin, message));
        }
    }

    void addAll(List<Problem> others) {
        for (Problem other : others) {
            if (other.severity() == Problem.Severity.ERROR) {
                error(other.origin(), other.message());
            } else {
                notice(other.origin(), other.message());
            }
        }
    }

    /** True when no further error would be kept, so that reading on is pointless. */
    boolean full() {
        return errors.size() >= Limits.ERRORS;
    }

    List<Problem> all() {
        List<Problem> all = new ArrayList<>(errors);
        all.addAll(notices);
        return List.copyOf(all);
    }

    List<Problem> notices() {
        return notices.stream().sorted(ORDER).toList();
    }

    void throwErrors() throws ConfigException {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors.stream().sorted(ORDER).toList(), notices());
        }
    }
}
