package dev.usher.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A kind of section, declared once: {@code SectionType.of("VirtualHost", ADDRESSES).in(SERVER).opens(VHOST).help("…")}.
 *
 * @param name as in {@code <VirtualHost>}
 * @param argument how the words of its beginning are read
 * @param contexts where it may stand
 * @param opens the context of its content
 * @param help one line for people
 * @param <A> what its words mean
 */
public record SectionType<A>(String name, ValueType<A> argument, Set<Context> contexts, Context opens, String help) {

    /** Copies the contexts. */
    public SectionType {
        SettingNames.requireName(name);
        contexts = Set.copyOf(contexts);
        if (contexts.isEmpty() || help.isBlank()) {
            throw new IllegalArgumentException(name + " needs a context and a help line");
        }
    }

    /** Begins a declaration. */
    public static <A> Builder<A> of(String name, ValueType<A> argument) {
        return new Builder<>(name, argument);
    }

    /**
     * A declaration under way; {@link #help} ends it.
     *
     * @param <A> what the section's words mean
     */
    public static final class Builder<A> {
        private final String name;
        private final ValueType<A> argument;
        private final Set<Context> contexts = EnumSet.noneOf(Context.class);
        private Context opens = Context.SERVER;

        private Builder(String name, ValueType<A> argument) {
            this.name = name;
            this.argument = argument;
        }

        /** Where the section may stand. */
        public Builder<A> in(Context first, Context... others) {
            contexts.add(first);
            contexts.addAll(List.of(others));
            return this;
        }

        /** The context of its content. */
        public Builder<A> opens(Context context) {
            opens = context;
            return this;
        }

        /** Ends the declaration with one line for people. */
        public SectionType<A> help(String line) {
            return new SectionType<>(name, argument, contexts, opens, line);
        }
    }
}
