package dev.usher.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A section that was checked: its meaning, its values, and the sections within it. Immutable, for all threads. */
public final class Scope {
    private final Section section;
    private final @Nullable SectionType<?> type;
    private final @Nullable Object argument;
    private final Context context;
    private final Values values;
    private final List<Scope> children;

    /** What a section's beginning means. */
    record Heading(@Nullable SectionType<?> type, @Nullable Object argument, Context context) {}

    Scope(Section section, Heading heading, Values values, List<Scope> children) {
        this.section = section;
        this.type = heading.type();
        this.argument = heading.argument();
        this.context = heading.context();
        this.values = values;
        this.children = List.copyOf(children);
    }

    /** What was written. */
    public Section section() {
        return section;
    }

    /** What kind of place this is. */
    public Context context() {
        return context;
    }

    /** Whether this is a section of this type. */
    public boolean is(SectionType<?> other) {
        return other.equals(type);
    }

    /**
     * What the words of the section's beginning mean.
     *
     * @throws IllegalArgumentException if this is a section of another type
     */
    @SuppressWarnings("unchecked") // the argument was parsed by the type that is compared here
    public <A> A argument(SectionType<A> of) {
        if (!is(of) || argument == null) {
            throw new IllegalArgumentException(section.title() + " is no <" + of.name() + ">");
        }
        return (A) argument;
    }

    /** Its values over those of the sections around it. */
    public Values values() {
        return values;
    }

    /** As {@link Values#get}. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** As {@link Values#find}. */
    public <T> Optional<T> find(Setting<T> setting) {
        return values.find(setting);
    }

    /** As {@link Values#origin}. */
    public Origin origin(Setting<?> setting) {
        return values.origin(setting);
    }

    /** The sections directly within this one, in their order. */
    public List<Scope> children() {
        return children;
    }

    /** Those of one type. */
    public List<Scope> children(SectionType<?> of) {
        return children.stream().filter(child -> child.is(of)).toList();
    }
}
