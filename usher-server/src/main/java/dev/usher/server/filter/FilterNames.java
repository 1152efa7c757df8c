package dev.usher.server.filter;

import dev.usher.server.connection.FilterType;
import dev.usher.server.connection.Input;
import dev.usher.server.connection.InputFilter;
import dev.usher.server.connection.Link;
import dev.usher.server.connection.Output;
import dev.usher.server.connection.OutputFilter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Filters by a name, for who chooses them by a word of a protocol or of a file (httpd's ap_register_output_filter and
 * ap_add_output_filter). Upper and lower case are one. Input and output filters do not share their names. A table belongs to
 * who made it, and keeps the filters' code for so long.
 *
 * <p>Safe for all threads; what adds filters is for the connection's driver.
 */
public final class FilterNames {
    private static final Logger LOG = LoggerFactory.getLogger("connection");

    private record Entry<T>(FilterType type, T filter) {}

    private final Map<String, Entry<InputFilter>> inputs = new ConcurrentHashMap<>();
    private final Map<String, Entry<OutputFilter>> outputs = new ConcurrentHashMap<>();

    /** No name is known yet. */
    public FilterNames() {}

    /** Names an input filter. One of the same name is replaced; where that one was added, it stays. */
    public void registerInput(String name, FilterType type, InputFilter filter) {
        inputs.put(key(name), new Entry<>(type, filter));
    }

    /** Names an output filter; else as {@link #registerInput}. */
    public void registerOutput(String name, FilterType type, OutputFilter filter) {
        outputs.put(key(name), new Entry<>(type, filter));
    }

    /**
     * Adds an input filter to a connection or request, at the place of its type.
     *
     * @return its place; null where nobody has registered the name, which the log says
     * @throws IllegalArgumentException where its type does not belong there
     */
    public @Nullable Link add(String name, Input in) {
        Entry<InputFilter> known = inputs.get(key(name));
        return known == null ? unknown("input", name) : in.add(known.type(), known.filter());
    }

    /** Adds an output filter; else as {@link #add(String, Input)}. */
    public @Nullable Link add(String name, Output out) {
        Entry<OutputFilter> known = outputs.get(key(name));
        return known == null ? unknown("output", name) : out.add(known.type(), known.filter());
    }

    private static @Nullable Link unknown(String direction, String name) {
        LOG.error("no {} filter is registered as '{}': it is not added", direction, name);
        return null;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
