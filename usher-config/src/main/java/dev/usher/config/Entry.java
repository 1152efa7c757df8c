package dev.usher.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A setting's value in one section.
 *
 * @param value of the whole section
 * @param occurrences where it came from, at least one
 * @param overrides true for a flag's or variable's, to which nothing from an outer section is added
 */
record Entry<T>(T value, List<Occurrence> occurrences, boolean overrides) {

    Entry {
        occurrences = List.copyOf(occurrences);
    }

    /** This entry of an inner section with what the section around it adds. */
    Entry<T> addedTo(Setting<T> setting, Entry<T> outer) {
        return new Entry<>(
                setting.join(List.of(value, outer.value)), concat(occurrences, outer.occurrences), outer.overrides);
    }

    private static List<Occurrence> concat(List<Occurrence> first, List<Occurrence> second) {
        List<Occurrence> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
