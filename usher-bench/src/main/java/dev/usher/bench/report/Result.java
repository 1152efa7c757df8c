package dev.usher.bench.report;

import dev.usher.bench.judge.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a measurement of one server came to.
 *
 * @param name of what was measured: {@code seat}, {@code floor}, or a URL
 * @param figures those that were measured; NaN where nothing happened that has such a time
 * @param verdicts how many connections got which
 * @param refusals which statuses came instead of 200, and how often
 * @param remarks for people: what was lowered, what is no result and why
 * @param valid false where the load generator was the limit: rates and times are then its own
 */
public record Result(
        String name,
        Map<Figure, Double> figures,
        Map<Verdict, Integer> verdicts,
        Map<Integer, Integer> refusals,
        List<String> remarks,
        boolean valid) {

    /** Whether each connection was complete. */
    boolean allComplete() {
        return verdicts.keySet().stream().allMatch(Verdict.COMPLETE::equals);
    }

    /** Its value; NaN where it was not measured. */
    public double get(Figure figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }

    /** The median of each figure over several runs, at least one; verdicts and refusals are added up. */
    public static Result median(List<Result> runs) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        Map<Integer, Integer> refusals = new TreeMap<>();
        List<String> remarks = new ArrayList<>();
        for (Result run : runs) {
            run.verdicts.forEach((verdict, count) -> verdicts.merge(verdict, count, Integer::sum));
            run.refusals.forEach((status, count) -> refusals.merge(status, count, Integer::sum));
            run.remarks.stream().filter(remark -> !remarks.contains(remark)).forEach(remarks::add);
            run.figures.keySet().forEach(figure -> figures.put(figure, medianOf(runs, figure)));
        }
        boolean valid = runs.stream().filter(Result::valid).count() * 2 > runs.size();
        return new Result(runs.getFirst().name, figures, verdicts, refusals, remarks, valid);
    }

    private static double medianOf(List<Result> runs, Figure figure) {
        List<Double> sorted = runs.stream()
                .map(run -> run.figures.get(figure))
                .filter(value -> value != null && !value.isNaN())
                .sorted()
                .toList();
        if (sorted.isEmpty()) {
            return Double.NaN; // no run had such a time: nothing was complete
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
