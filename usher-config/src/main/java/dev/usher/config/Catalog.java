package dev.usher.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that a configuration may say: settings, sections, and the modules {@code <IfModule>} finds. Immutable. */
public final class Catalog {
    private final Map<String, Setting<?>> settingsByName = new LinkedHashMap<>();
    private final Map<String, SectionType<?>> sectionsByName = new LinkedHashMap<>();
    private final Map<String, ForeignDirective> foreignByName = new LinkedHashMap<>();
    private final Set<String> modules;
    private final Set<String> names = new TreeSet<>();

    private Catalog(Builder builder) {
        modules = Set.copyOf(builder.modules);
        Language.ENTRIES.forEach(entry -> names.add(entry.name().replaceAll("[<>]", "")));
        builder.sections.forEach(this::addSection);
        builder.settings.forEach(this::addSetting);
        builder.foreign.forEach(this::addForeign);
    }

    private void addSetting(Setting<?> setting) {
        if (setting.equals(settingsByName.get(key(setting.name())))) {
            return; // both halves have it
        }
        addName(setting.name());
        settingsByName.put(key(setting.name()), setting);
        for (String alias : setting.aliases()) {
            addName(alias);
            settingsByName.put(key(alias), setting);
        }
    }

    private void addSection(SectionType<?> section) {
        addName(section.name());
        sectionsByName.put(key(section.name()), section);
    }

    private void addForeign(ForeignDirective directive) {
        boolean known = names.stream().anyMatch(directive.name()::equalsIgnoreCase);
        if (known || foreignByName.putIfAbsent(key(directive.name()), directive) != null) {
            throw new IllegalArgumentException(directive.name() + " is declared twice");
        }
    }

    private void addName(String name) {
        if (names.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException(name + " is declared twice");
        }
        names.add(name);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Begins a catalog; {@code ServerRoot} and the language's own directives are in it already. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings in the order in which they were added, each once. */
    public List<Setting<?>> settings() {
        return settingsByName.values().stream()
                .distinct()
                .<Setting<?>>map(s -> s)
                .toList();
    }

    /** The sections in the order in which they were added. */
    public List<SectionType<?>> sections() {
        return List.copyOf(sectionsByName.values());
    }

    /** The setting with this directive name or alias, in any case. */
    public Optional<Setting<?>> setting(String name) {
        return Optional.ofNullable(settingsByName.get(key(name)));
    }

    /** The section with this name, in any case. */
    public Optional<SectionType<?>> section(String name) {
        return Optional.ofNullable(sectionsByName.get(key(name)));
    }

    /** The directive of another server with this name, in any case. */
    public Optional<ForeignDirective> foreign(String name) {
        return Optional.ofNullable(foreignByName.get(key(name)));
    }

    /** The directives of other servers in the order in which they were added. */
    public List<ForeignDirective> foreign() {
        return List.copyOf(foreignByName.values());
    }

    /** Whether {@code <IfModule name>} holds. */
    public boolean hasModule(String name) {
        return modules.contains(name);
    }

    /** The known name most like {@code written}, or null if none is near. */
    @Nullable
    String nearest(String written) {
        return Nearest.to(written, names);
    }

    /** Puts a catalog together; for one thread. */
    public static final class Builder {
        private final List<Setting<?>> settings = new ArrayList<>(List.of(Language.SERVER_ROOT));
        private final List<SectionType<?>> sections = new ArrayList<>();
        private final List<ForeignDirective> foreign = new ArrayList<>();
        private final Set<String> modules = new TreeSet<>();

        private Builder() {}

        /** Adds settings; the very same one again, which two halves share, counts once. */
        public Builder settings(Collection<? extends Setting<?>> added) {
            settings.addAll(added);
            return this;
        }

        /** Adds settings. */
        public Builder settings(Setting<?>... added) {
            return settings(List.of(added));
        }

        /** Adds sections. */
        public Builder sections(Collection<? extends SectionType<?>> added) {
            sections.addAll(added);
            return this;
        }

        /** Adds sections. */
        public Builder sections(SectionType<?>... added) {
            return sections(List.of(added));
        }

        /** Adds directives and sections that are no settings here. */
        public Builder foreign(Collection<? extends ForeignDirective> added) {
            foreign.addAll(added);
            return this;
        }

        /** Adds modules by short name: {@code dir} stands for {@code dir_module} and {@code mod_dir.c}. */
        public Builder modules(String... shortNames) {
            for (String name : shortNames) {
                modules.add(name + "_module");
                modules.add("mod_" + name + ".c");
            }
            return this;
        }

        /** Adds all of another catalog. */
        public Builder include(Catalog other) {
            other.settings().stream().filter(s -> s != Language.SERVER_ROOT).forEach(settings::add);
            sections.addAll(other.sections());
            foreign.addAll(other.foreign());
            modules.addAll(other.modules);
            return this;
        }

        /**
         * Ends the catalog.
         *
         * @throws IllegalArgumentException if two declarations share a name in whatever case
         */
        public Catalog build() {
            return new Catalog(this);
        }
    }
}
