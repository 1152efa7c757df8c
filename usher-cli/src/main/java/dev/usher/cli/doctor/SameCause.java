package dev.usher.cli.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings that one command mends are one finding: a directory that keeps five sockets away is opened once. */
final class SameCause {
    private SameCause() {}

    /** The findings in their order, each mend once; what else it mends stands in the first one's note. */
    static List<Finding> merged(List<Finding> findings) {
        Map<String, Finding> first = new LinkedHashMap<>();
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (Finding finding : findings) {
            String cause = finding.best().map(Mend::command).orElse("finding " + first.size());
            if (first.putIfAbsent(cause, finding) != null) {
                others.computeIfAbsent(cause, _ -> new ArrayList<>()).add(finding.thing());
            }
        }
        others.forEach((cause, things) -> first.computeIfPresent(cause, (_, finding) -> {
            String note = "mends as well: " + String.join(", ", things);
            return finding.lasting(finding.lasting().isEmpty() ? note : finding.lasting() + "; " + note);
        }));
        return List.copyOf(first.values());
    }
}
