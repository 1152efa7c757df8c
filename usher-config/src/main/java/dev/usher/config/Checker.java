package dev.usher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds a tree against a catalog: names, places, values. What is at fault is noted and left out. */
final class Checker {
    /** What concerns connections, before a request says which place is meant; httpd's manuals call it SRV. */
    private static final Set<Context> SRV = Set.of(Context.SERVER, Context.VHOST);

    private final Catalog catalog;
    private final Overrides overrides;
    private final Problems problems;

    Checker(Catalog catalog, Overrides overrides, Problems problems) {
        this.catalog = catalog;
        this.overrides = overrides;
        this.problems = problems;
    }

    Scope check(Section root) {
        return scope(root, new Scope.Heading(null, null, Context.SERVER), null);
    }

    private Scope scope(Section section, Scope.Heading heading, @Nullable Values outer) {
        EntryCollector collected = new EntryCollector();
        for (Node node : section.children()) {
            if (node instanceof Directive directive && !problems.full()) {
                directive(directive, section, heading.context(), collected);
            }
        }
        EntryMap own = collected.finish(false);
        own.override(overrides.entries(), heading.context());
        Values values = new Values(own, outer);
        List<Scope> children = new ArrayList<>();
        for (Node node : section.children()) {
            if (node instanceof Section inner && !problems.full()) {
                child(inner, section, heading.context(), values).ifPresent(children::add);
            }
        }
        return new Scope(section, heading, values, children);
    }

    private Optional<Scope> child(Section inner, Section section, Context context, Values values) {
        SectionType<?> type = catalog.section(inner.name()).orElse(null);
        if (type == null) {
            unknown(inner, inner.arguments());
            return Optional.empty();
        }
        if (!type.contexts().contains(context)) {
            problems.error(inner.at(), misplaced("<" + type.name() + ">", section, type.contexts()));
            return Optional.empty();
        }
        Object argument = argument(inner, type);
        return Optional.of(scope(inner, new Scope.Heading(type, argument, type.opens()), values));
    }

    /** The heading's meaning, or null after an error was noted; the content is checked all the same. */
    private @Nullable Object argument(Section inner, SectionType<?> type) {
        String title = "<" + type.name() + ">";
        int given = inner.arguments().size();
        if (given < type.argument().minWords() || given > type.argument().maxWords()) {
            problems.error(inner.at(), Arity.message(title, type.argument(), given));
            return null;
        }
        try {
            return type.argument().parse(inner.arguments());
        } catch (BadValue e) {
            problems.error(inner.at(), title + " " + e.requirement() + ", not " + Text.quoted(e.value()));
            return null;
        }
    }

    private void directive(Directive directive, Section section, Context context, EntryCollector own) {
        Setting<?> setting = catalog.setting(directive.name()).orElse(null);
        if (setting == null) {
            unknown(directive, directive.arguments());
        } else if (!setting.contexts().contains(context)) {
            String name = setting.spelling(directive.name());
            problems.error(directive.at(), misplaced(name, section, setting.contexts()));
        } else {
            set(setting, directive, own);
        }
    }

    private <T> void set(Setting<T> setting, Directive directive, EntryCollector own) {
        String name = setting.spelling(directive.name());
        try {
            T value = setting.read(directive.arguments(), name);
            noticeRepetition(setting, name, directive, own);
            String written = setting.secret() ? "***" : Text.written(directive.arguments());
            own.add(setting, value, new Occurrence(written, directive.at()));
        } catch (SyntaxError e) {
            problems.error(directive.at(), e.message());
        }
    }

    private void noticeRepetition(Setting<?> setting, String name, Directive directive, EntryCollector own) {
        Occurrence earlier = own.last(setting);
        if (earlier != null && setting.how() == Setting.How.SINGLE) {
            String message = name + " is set again; the value of " + earlier.origin() + " no longer counts";
            problems.notice(directive.at(), message);
        }
    }

    private static String misplaced(String name, Section section, Set<Context> contexts) {
        String place = section.name().isEmpty() ? Context.SERVER.description() : "<" + section.name() + ">";
        String scope = contexts.equals(SRV) ? " (scope SRV)" : "";
        return name + " is not allowed in " + place + "; it belongs in: " + Context.describe(contexts) + scope;
    }

    private void unknown(Node node, List<String> arguments) {
        catalog.foreign(node.name())
                .ifPresentOrElse(
                        foreign -> foreign.judge(arguments, node.at(), problems),
                        () -> problems.error(node.at(), unknown(node)));
    }

    private String unknown(Node node) {
        boolean isSection = node instanceof Section;
        String kind = isSection ? "section" : "directive";
        String shown = Text.bounded(node.name());
        if (isSection && catalog.setting(shown).isPresent()) {
            return "unknown section '<" + shown + ">': " + shown + " is a directive, write it without < and >";
        }
        if (!isSection && (catalog.section(shown).isPresent() || Conditions.isCondition(shown))) {
            return "unknown directive '" + shown + "': it is a section, write <" + shown + " …> … </" + shown + ">";
        }
        String nearest = catalog.nearest(node.name());
        String quoted = isSection ? "'<" + shown + ">'" : "'" + shown + "'";
        return "unknown " + kind + " " + quoted + (nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }
}
