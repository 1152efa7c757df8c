package dev.usher.bench.report;

import dev.usher.bench.judge.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints results side by side, for people. Where there is more than one, the last column is the ratio of first to second. */
final class ResultTable {
    private static final int TITLE = 32;
    private static final int COLUMN = 14;

    private ResultTable() {}

    static void print(List<Result> results, PrintWriter out) {
        out.print(" ".repeat(TITLE));
        results.forEach(result -> out.printf("%" + COLUMN + "s", result.name()));
        out.println(results.size() == 2 ? String.format("%" + COLUMN + "s", "ratio") : "");
        for (Figure figure : Figure.values()) {
            if (results.stream().anyMatch(result -> result.figures().containsKey(figure))) {
                line(results, figure, out);
            }
        }
        for (Result result : results) {
            verdicts(result, out);
            result.remarks().forEach(remark -> out.println(result.name() + ": " + remark));
        }
        out.flush();
    }

    private static void line(List<Result> results, Figure figure, PrintWriter out) {
        String unit = figure.unit().isEmpty() ? "" : " (" + figure.unit() + ")";
        out.printf("%-" + TITLE + "s", figure.title() + unit);
        for (Result result : results) {
            out.printf("%" + COLUMN + "s", number(result.get(figure)));
        }
        if (results.size() == 2) {
            out.printf(
                    "%" + COLUMN + "s",
                    number(results.get(0).get(figure) / results.get(1).get(figure)));
        }
        out.println();
    }

    /** Three digits that matter, and no more than three behind the point. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format =
                size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    private static void verdicts(Result result, PrintWriter out) {
        String all = result.verdicts().entrySet().stream()
                .map(entry -> entry.getKey().words() + " " + entry.getValue() + statuses(entry.getKey(), result))
                .collect(Collectors.joining(", "));
        out.println(result.name() + ": " + all);
    }

    private static String statuses(Verdict verdict, Result result) {
        if (verdict != Verdict.REFUSED) {
            return "";
        }
        return result.refusals().entrySet().stream()
                .map((Map.Entry<Integer, Integer> entry) -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", ", " (", ")"));
    }
}
