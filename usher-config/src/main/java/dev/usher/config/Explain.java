package dev.usher.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Every effective value and where it came from, as {@code usher check --explain} prints it. Secrets are not shown. */
public final class Explain {
    private static final String INDENT = "  ";

    private Explain() {}

    /** The main server and each section in its order, each with every setting that may stand there. */
    public static String of(Configuration configuration) {
        StringBuilder text = new StringBuilder();
        scope(configuration.main(), configuration.catalog(), "", text);
        return text.toString();
    }

    /** The values of a role that has no file, setting by setting. */
    public static String of(Values values, Collection<? extends Setting<?>> settings) {
        StringBuilder text = new StringBuilder();
        rows(
                settings.stream()
                        .flatMap(setting -> rows(values, setting).stream())
                        .toList(),
                "",
                text);
        return text.toString();
    }

    private static void scope(Scope scope, Catalog catalog, String indent, StringBuilder text) {
        text.append(indent)
                .append(scope.section().title())
                .append("   ")
                .append(scope.section().at());
        text.append('\n');
        List<Row> rows = catalog.settings().stream()
                .filter(setting -> setting.contexts().contains(scope.context()))
                .flatMap(setting -> rows(scope.values(), setting).stream())
                .toList();
        rows(rows, indent + INDENT, text);
        for (Scope child : scope.children()) {
            text.append('\n');
            scope(child, catalog, indent + INDENT, text);
        }
    }

    private static List<Row> rows(Values values, Setting<?> setting) {
        List<Row> rows = new ArrayList<>();
        for (Occurrence occurrence : values.occurrences(setting)) {
            rows.add(new Row(
                    setting.name() + " " + occurrence.written(),
                    occurrence.origin().toString()));
        }
        if (rows.isEmpty()) {
            rows.add(defaultRow(setting));
        }
        return rows;
    }

    private static Row defaultRow(Setting<?> setting) {
        String written = setting.defaultText()
                .map(text -> text.isEmpty() ? "\"\"" : text)
                .orElse("");
        if (written.isEmpty()) {
            return new Row(setting.name(), "not set");
        }
        return new Row(setting.name() + " " + (setting.secret() ? "***" : written), Origin.Default.INSTANCE.toString());
    }

    private static void rows(List<Row> rows, String indent, StringBuilder text) {
        int width = rows.stream()
                .map(Row::shown)
                .map(String::length)
                .max(Comparator.naturalOrder())
                .orElse(0);
        int bounded = Math.min(width, 60);
        for (Row row : rows) {
            String gap = " ".repeat(Math.max(0, bounded - row.shown().length()) + 3);
            text.append(indent)
                    .append(row.shown())
                    .append(gap)
                    .append(row.origin())
                    .append('\n');
        }
    }

    private record Row(String shown, String origin) {}
}
