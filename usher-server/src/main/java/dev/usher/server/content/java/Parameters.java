package dev.usher.server.content.java;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a query or a form, decoded as browsers encode them (WHATWG URL, application/x-www-form-urlencoded): a plus is a
 * blank, {@code %XX} a byte, the bytes are UTF-8. What is no {@code %XX} stands for itself, what is no UTF-8 becomes U+FFFD. Immutable.
 */
public final class Parameters {
    /** None at all. */
    static final Parameters NONE = new Parameters(Map.of(), Set.of());

    private final Map<String, List<String>> values;
    private final Set<String> malformed;

    private Parameters(Map<String, List<String>> values, Set<String> malformed) {
        this.values = values;
        this.malformed = malformed;
    }

    /** @param latin1 the bytes, each as one character */
    static Parameters parse(String latin1) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Set<String> malformed = new HashSet<>();
        for (String pair : latin1.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = text(decode(equals < 0 ? pair : pair.substring(0, equals)));
                byte[] value = decode(equals < 0 ? "" : pair.substring(equals + 1));
                String text = text(value);
                values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(text);
                if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value)) {
                    malformed.add(name);
                }
            }
        }
        return new Parameters(values, malformed);
    }

    /** How many pairs a text has at most, without decoding it. */
    static long pairs(String latin1) {
        return latin1.chars().filter(c -> c == '&').count() + 1;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] decode(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Whether all values of that name came as valid UTF-8, and none holds a U+FFFD that was put there; true where there are none. */
    public boolean isText(String name) {
        return !malformed.contains(name);
    }

    /** The first value of that name, or null. */
    public @Nullable String first(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.getFirst();
    }

    /** The first value of that name, or another text where there is none. */
    public String first(String name, String otherwise) {
        String first = first(name);
        return first == null ? otherwise : first;
    }

    /** All values of that name, in order; empty where there is none. */
    public List<String> all(String name) {
        return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
    }

    /** The names, in the order in which each came first. */
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The names only: values may hold what no log should. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
