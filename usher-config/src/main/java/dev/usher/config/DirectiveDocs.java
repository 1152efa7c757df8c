package dev.usher.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/directives.md} from a catalog: the same catalog gives the same bytes, sorted by name. */
public final class DirectiveDocs {
    private static final String HEAD = """
            # Directives

            This page is made from the declarations of the settings; a test keeps the two equal.

            A line is a directive and its arguments; `#` begins a comment at the start of a line; a backslash at the
            end of a line goes on in the next. Words with blanks stand in double or single quotes. `${NAME}` is what
            `Define` said, else the environment's; a name that neither knows is an error. Names are read in any case.

            A flag beats the environment, the environment beats the file, the file beats the default. A section keeps
            the outer value of every setting it does not set itself.

            A DURATION is a number with `ms`, `s`, `m` or `h`; where it says SECONDS, a bare number is seconds. BYTES
            are a number, with `K`, `M` or `G` for powers of 1024.

            Where it says `Reload: with SIGHUP`, a changed value counts without a restart ([operations.md](operations.md#changing-settings-while-it-runs)).
            """;

    private DirectiveDocs() {}

    /** The page in Markdown, lines ended by LF. */
    public static String render(Catalog catalog) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n## The language itself\n\n| Directive | Arguments | |\n|---|---|---|\n");
        for (Language.Entry entry : Language.ENTRIES) {
            page.append("| `").append(entry.name()).append("` | `").append(cell(entry.syntax()));
            page.append("` | ").append(cell(entry.help())).append(" |\n");
        }
        page.append("\n## Sections\n\n| Section | Belongs in | |\n|---|---|---|\n");
        sorted(catalog.sections(), SectionType::name).forEach(section -> section(section, page));
        page.append("\n## Settings\n");
        sorted(catalog.settings(), Setting::name).forEach(setting -> setting(setting, page));
        foreign(catalog, page);
        return page.toString();
    }

    private static void foreign(Catalog catalog, StringBuilder page) {
        page.append("\n## httpd's directives that are no settings here\n");
        foreign("Accepted and ignored, with a notice", catalog, ForeignDirective.Ignored.class, page);
        foreign("Accepted for what is done anyway", catalog, ForeignDirective.Fixed.class, page);
        foreign("Refused, since answers would change without them", catalog, ForeignDirective.NotBuilt.class, page);
    }

    private static void foreign(
            String title, Catalog catalog, Class<? extends ForeignDirective> kind, StringBuilder page) {
        page.append("\n### ").append(title).append("\n\n| Directive | |\n|---|---|\n");
        sorted(catalog.foreign(), ForeignDirective::name).stream()
                .filter(kind::isInstance)
                .forEach(directive -> page.append("| `")
                        .append(directive.name())
                        .append("` | ")
                        .append(cell(directive.explanation()))
                        .append(" |\n"));
    }

    private static <T> List<T> sorted(List<T> all, Function<T, String> name) {
        return all.stream()
                .sorted(Comparator.comparing(item -> name.apply(item).toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static void section(SectionType<?> section, StringBuilder page) {
        page.append("| `<")
                .append((section.name() + " " + cell(section.argument().syntax())).strip());
        page.append(">` | ").append(places(section.contexts())).append(" | ");
        page.append(cell(section.help())).append(" |\n");
    }

    private static void setting(Setting<?> setting, StringBuilder page) {
        page.append("\n### ")
                .append(setting.name())
                .append("\n\n")
                .append(setting.help())
                .append("\n\n");
        item("Syntax", "`" + setting.name() + " " + setting.type().syntax() + "`" + repetition(setting), page);
        item("Range", setting.type().range(), page);
        item("Default", setting.defaultText().map(DirectiveDocs::code).orElse("none"), page);
        item("Belongs in", places(setting.contexts()), page);
        item("Inner sections", inheritance(setting), page);
        item("Flag", setting.flag().map(DirectiveDocs::code).orElse("none"), page);
        item("Environment", variables(setting), page);
        item("Reload", setting.isReloadable() ? "with SIGHUP" : "", page);
        item("Also spelt", setting.aliases().stream().map(DirectiveDocs::code).collect(Collectors.joining(", ")), page);
    }

    private static String variables(Setting<?> setting) {
        String all = Stream.concat(setting.environment().stream(), setting.otherVariables().stream())
                .map(DirectiveDocs::code)
                .collect(Collectors.joining(", or "));
        return all.isEmpty() ? "none" : all;
    }

    private static void item(String name, String value, StringBuilder page) {
        if (!value.isEmpty()) {
            page.append("- ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static String repetition(Setting<?> setting) {
        return setting.how() == Setting.How.SINGLE ? "" : ", more than once if need be";
    }

    private static String inheritance(Setting<?> setting) {
        return switch (setting.inheritance()) {
            case REPLACE -> "";
            case ADD -> "add theirs before these";
            case NONE -> "take nothing over";
        };
    }

    private static String places(Set<Context> contexts) {
        return contexts.stream()
                .sorted()
                .map(context -> context == Context.SERVER ? context.description() : code(context.description()))
                .collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + (text.isEmpty() ? "\"\"" : text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
