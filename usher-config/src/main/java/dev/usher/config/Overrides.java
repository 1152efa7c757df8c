package dev.usher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What flags and variables say; a flag beats a variable, either beats every line of a file. Immutable: each {@code
 * with…} returns a new one.
 *
 * <p>{@code Overrides.none(catalog).withEnvironment(System.getenv()).withFlags(flags).over(Values.defaults())} gives
 * the values of a role that has no file.
 */
public final class Overrides {
    private final Catalog catalog;
    private final EntryMap fromEnvironment;
    private final EntryMap fromFlags;
    private final List<Problem> found;

    private Overrides(Catalog catalog, EntryMap fromEnvironment, EntryMap fromFlags, List<Problem> found) {
        this.catalog = catalog;
        this.fromEnvironment = fromEnvironment;
        this.fromFlags = fromFlags;
        this.found = List.copyOf(found);
    }

    /** Nothing overridden. */
    public static Overrides none(Catalog catalog) {
        return new Overrides(catalog, new EntryMap(), new EntryMap(), List.of());
    }

    /** Takes the variables that belong to a setting, an empty one too; others are not looked at. */
    public Overrides withEnvironment(Map<String, String> environment) {
        Problems problems = collected();
        EntryCollector entries = new EntryCollector();
        for (Setting<?> setting : catalog.settings()) {
            String own = setting.environment().orElse("");
            if (environment.containsKey(own)) {
                read(setting, new Origin.Environment(own), environment.getOrDefault(own, ""), entries, problems);
                continue;
            }
            for (String other : setting.otherVariables()) {
                String text = environment.get(other);
                if (text != null) {
                    read(setting, new Origin.Environment(other), setting.inOurWords(other, text), entries, problems);
                    break;
                }
            }
        }
        return new Overrides(catalog, fromEnvironment.with(entries.finish(true)), fromFlags, problems.all());
    }

    /**
     * Takes flags.
     *
     * @param flags by name with dashes ({@code --message-delay}), each with its values in order: of a list or table
     *     all count, of others the last
     */
    public Overrides withFlags(Map<String, List<String>> flags) {
        Problems problems = collected();
        EntryCollector entries = new EntryCollector();
        flags.forEach((name, values) -> {
            Setting<?> setting = settingOf(name);
            if (setting == null) {
                problems.error(new Origin.Flag(name), unknown(name));
            } else {
                values.forEach(value -> read(setting, new Origin.Flag(name), value, entries, problems));
            }
        });
        return new Overrides(catalog, fromEnvironment, fromFlags.with(entries.finish(true)), problems.all());
    }

    private Problems collected() {
        Problems problems = new Problems();
        problems.addAll(found);
        return problems;
    }

    private @Nullable Setting<?> settingOf(String flag) {
        return catalog.settings().stream()
                .filter(setting -> setting.flag().filter(flag::equals).isPresent())
                .findFirst()
                .orElse(null);
    }

    private String unknown(String flag) {
        List<String> known = new ArrayList<>();
        catalog.settings().forEach(setting -> setting.flag().ifPresent(known::add));
        String nearest = Nearest.to(flag, known);
        return "unknown flag " + Text.quoted(flag) + (nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }

    private static <T> void read(
            Setting<T> setting, Origin origin, String text, EntryCollector entries, Problems problems) {
        try {
            T value = setting.readText(text, origin.toString());
            String written = setting.secret() ? "***" : text;
            entries.add(setting, value, new Occurrence(written, origin));
        } catch (SyntaxError e) {
            problems.error(origin, e.message());
        }
    }

    /** What is wrong with the flags and variables so far; empty if nothing. */
    public List<Problem> problems() {
        return found;
    }

    EntryMap entries() {
        return fromEnvironment.with(fromFlags);
    }

    /**
     * Lays flags and variables over the values of a section, or over {@link Values#defaults}.
     *
     * @throws ConfigException if a flag or a variable is at fault
     */
    public Values over(Values values) throws ConfigException {
        collected().throwErrors();
        return values.overriddenBy(entries());
    }
}
