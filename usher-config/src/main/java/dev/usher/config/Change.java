package dev.usher.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A setting whose value is another than before.
 *
 * @param setting which
 * @param before the old value as written, the default's as documented, or {@code not set}
 * @param after the new one
 */
public record Change(Setting<?> setting, String before, String after) {
    private static final String NOT_SET = "not set";

    /** Those of these settings that are not the same, in their order. The same value written in another way is no change. */
    public static List<Change> between(Values before, Values after, Collection<? extends Setting<?>> settings) {
        return settings.stream()
                .filter(setting -> !before.find(setting).equals(after.find(setting)))
                .map(setting -> new Change(setting, written(before, setting), written(after, setting)))
                .filter(change -> change.setting.secret() || !change.before.equals(change.after))
                .toList();
    }

    /**
     * The same for a whole section and those within it.
     *
     * @param except sections that are not looked at
     * @throws OtherSections where the sections themselves are not the same ones in the same order: their values cannot be
     *     compared
     */
    public static List<Change> between(Scope before, Scope after, SectionType<?> except) throws OtherSections {
        List<Change> all = new ArrayList<>();
        compare(before, after, except, all);
        return all;
    }

    private static void compare(Scope before, Scope after, SectionType<?> except, List<Change> into)
            throws OtherSections {
        List<Setting<?>> own = new ArrayList<>(before.values().ownSettings());
        after.values().ownSettings().stream()
                .filter(setting -> !own.contains(setting))
                .forEach(own::add);
        into.addAll(between(before.values(), after.values(), own));
        List<Scope> old = others(before, except);
        List<Scope> now = others(after, except);
        if (!titles(old).equals(titles(now))) {
            throw new OtherSections(before.section().title());
        }
        for (int i = 0; i < old.size(); i++) {
            compare(old.get(i), now.get(i), except, into);
        }
    }

    private static List<Scope> others(Scope scope, SectionType<?> except) {
        return scope.children().stream().filter(child -> !child.is(except)).toList();
    }

    private static List<String> titles(List<Scope> scopes) {
        return scopes.stream().map(scope -> scope.section().title()).toList();
    }

    private static String written(Values values, Setting<?> setting) {
        List<Occurrence> all = values.occurrences(setting);
        return all.isEmpty()
                ? setting.defaultText().orElse(NOT_SET)
                : all.stream().map(Occurrence::written).collect(Collectors.joining(" "));
    }

    /** The sentence for a log; a secret's values are not in it. */
    @Override
    public String toString() {
        return setting.name() + (setting.secret() ? " changed" : " changed from " + before + " to " + after);
    }

    /** There are other sections than before, or they stand in another order. */
    public static final class OtherSections extends Exception {
        private static final long serialVersionUID = 1;

        private OtherSections(String within) {
            super("the sections within " + within + " are others than before, or in another order");
        }
    }
}
