package dev.usher.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of one section over those of the sections around it. Every setting inherits on its own: a section that
 * sets one keeps the outer value of each other. Immutable, for all threads.
 *
 * <p>A look-up walks outwards and may build a list: read once what a request needs often.
 */
public final class Values {
    private static final Values DEFAULTS = new Values(new EntryMap(), null);

    private final EntryMap own;
    private final @Nullable Values outer;

    Values(EntryMap own, @Nullable Values outer) {
        this.own = own;
        this.outer = outer;
    }

    /** Nothing set: every setting has its default. */
    public static Values defaults() {
        return DEFAULTS;
    }

    /**
     * A section of its own that has each setting from elsewhere.
     *
     * @param settings all that will be asked for; others have their defaults
     * @param from whose value of a setting it is to be, what that took over from others included
     */
    public static Values pick(Collection<? extends Setting<?>> settings, Function<Setting<?>, Values> from) {
        EntryMap picked = new EntryMap();
        settings.forEach(setting -> from.apply(setting).copy(setting, picked));
        return new Values(picked, null);
    }

    private <T> void copy(Setting<T> setting, EntryMap into) {
        Entry<T> entry = entry(setting);
        if (entry != null) {
            into.put(setting, entry);
        }
    }

    /** What this section itself sets, over other outer values: how a request's sections are laid over one another. */
    public Values over(Values otherOuter) {
        return new Values(own, otherOuter);
    }

    /**
     * The value.
     *
     * @throws IllegalStateException if nobody set it and it has no default
     */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting + " is not set and has no default"));
    }

    /** The value, or else the default; empty if there is none. */
    public <T> Optional<T> find(Setting<T> setting) {
        Entry<T> entry = entry(setting);
        return entry == null ? setting.defaultValue() : Optional.of(entry.value());
    }

    /** True if a file, flag or variable set it, here or in a section around. */
    public boolean isSet(Setting<?> setting) {
        return entry(setting) != null;
    }

    /** True if this very section, a flag or a variable set it. */
    public boolean isSetHere(Setting<?> setting) {
        return own.get(setting) != null;
    }

    /** Where the value came from; of a list, the last place in the section that counts. */
    public Origin origin(Setting<?> setting) {
        List<Occurrence> all = occurrences(setting);
        return all.isEmpty() ? Origin.Default.INSTANCE : all.getLast().origin();
    }

    /** Those that this very section, a flag or a variable set. */
    Set<Setting<?>> ownSettings() {
        return own.settings();
    }

    /** Every place the value came from; of a single setting one, of a default none. */
    public List<Occurrence> occurrences(Setting<?> setting) {
        Entry<?> entry = entry(setting);
        return entry == null ? List.of() : entry.occurrences();
    }

    private <T> @Nullable Entry<T> entry(Setting<T> setting) {
        Entry<T> here = own.get(setting);
        if (outer == null || setting.inheritance() == Setting.Inheritance.NONE) {
            return here;
        }
        if (here == null) {
            return outer.entry(setting);
        }
        if (setting.inheritance() == Setting.Inheritance.REPLACE || here.overrides()) {
            return here;
        }
        Entry<T> around = outer.entry(setting);
        return around == null ? here : here.addedTo(setting, around);
    }

    Values overriddenBy(EntryMap overrides) {
        return new Values(own.with(overrides), outer);
    }
}
