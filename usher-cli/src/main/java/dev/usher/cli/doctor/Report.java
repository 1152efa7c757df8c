package dev.usher.cli.doctor;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Findings as people read them:
 *
 * <pre>
 * ERROR    Listen 127.0.0.1:8080 (usher.conf:3)
 *          is in use by python3, pid 4711
 *          look: ss -ltnp 'sport = :8080'
 *          mend: sed -i '/^\s*Listen 127\.0\.0\.1:8080\s*$/s/8080/8081/' usher.conf
 *          or:   kill 4711
 * </pre>
 *
 * What stands behind {@code look:}, {@code mend:} and {@code or:}, or {@code mend (as root):}, is a line for sh; a look
 * changes nothing.
 */
public final class Report {
    private static final String INDENT = "         ";

    private Report() {}

    /** Prints the findings worth a look, or with {@code all} every one, and how many there were. */
    public static void print(List<Finding> findings, boolean all, PrintWriter out) {
        for (Finding finding : findings) {
            if (all || finding.severity() != Severity.OK) {
                print(finding, out);
            }
        }
        out.println(summary(findings));
        out.flush();
    }

    private static void print(Finding finding, PrintWriter out) {
        String severity = finding.severity().name();
        out.println(severity + INDENT.substring(severity.length()) + finding.thing());
        out.println(INDENT + finding.says());
        boolean first = true;
        for (Mend mend : finding.mends()) {
            String label = mend.looksOnly() ? "look" : first ? "mend" : "or";
            out.println(INDENT + label + (mend.asRoot() ? " (as root): " : ": ") + mend.command());
            first &= mend.looksOnly();
        }
        if (!finding.lasting().isEmpty()) {
            out.println(INDENT + "note: " + finding.lasting());
        }
        out.println();
    }

    private static String summary(List<Finding> findings) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTICE)) {
            long count = findings.stream().filter(f -> f.severity() == severity).count();
            if (count > 0) {
                counts.add(count + " " + severity.name().toLowerCase(Locale.ROOT) + (count == 1 ? "" : "s"));
            }
        }
        return findings.size() + " checks, " + (counts.isEmpty() ? "all well" : String.join(", ", counts));
    }

    /** Whether one of them does not work. */
    public static boolean hasErrors(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
