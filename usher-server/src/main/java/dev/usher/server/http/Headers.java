package dev.usher.server.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head in their order; names are compared without regard to ASCII case, values are bytes decoded as
 * ISO-8859-1. Nothing enters that could break out of its line (RFC 9110 §5.5): {@link #add} and {@link #set} refuse a
 * name that is no token and a value with a control character other than HTAB. So {@link #writeTo} has nothing left to
 * check.
 *
 * <p>Not thread-safe: it belongs to the driver of its connection. Look-ups are linear, because every head is limited
 * ({@link HeadLimits}).
 */
public final class Headers implements Iterable<Headers.Field> {
    /**
     * The application's data for the seat. It never reaches a client, and JSON may hold a raw DEL: only NUL, CR and LF
     * are refused in it.
     */
    private static final String HANDOFF_DATA = "X-Handoff-Data";

    /**
     * One field line.
     *
     * @param name a token, in the writer's own case
     * @param value what stands after the colon, without blanks at its ends where it was parsed
     */
    public record Field(String name, String value) {
        /** Refuses what cannot be written as one field line. */
        public Field {
            if (!Grammar.isToken(name)) {
                throw new IllegalArgumentException(
                        "a header's name must be a token (RFC 9110 §5.6.2), not " + Quoted.text(name));
            }
            int bad = firstBadChar(name, value);
            if (bad >= 0) {
                throw new IllegalArgumentException("the value of header " + name + " has the character "
                        + Quoted.character(value.charAt(bad)) + " at index " + bad
                        + "; control characters and what is not ISO-8859-1 cannot be sent");
            }
        }

        /** True if this field has that name, whatever the case of its letters. */
        public boolean is(String otherName) {
            return Grammar.sameIgnoringCase(name, otherName);
        }
    }

    private final List<Field> fields;

    /** No fields yet. */
    public Headers() {
        this.fields = new ArrayList<>();
    }

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /** The index of the first character that {@code value} of {@code name} must not have, or -1. */
    static int firstBadChar(String name, String value) {
        boolean data = Grammar.sameIgnoringCase(name, HANDOFF_DATA);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xff || (data ? c == 0 || c == '\r' || c == '\n' : Grammar.isForbiddenControl(c))) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Adds a field behind all others, also where the name is there already.
     *
     * @throws IllegalArgumentException if the name is no token or the value holds a control character other than HTAB
     */
    public Headers add(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** Adds a field that was checked when it was made. */
    Headers add(Field field) {
        fields.add(field);
        return this;
    }

    /**
     * Makes this the only field of its name, at the place of the first one that was there.
     *
     * @throws IllegalArgumentException as {@link #add}
     */
    public Headers set(String name, String value) {
        Field field = new Field(name, value);
        int at = indexOf(name);
        if (at < 0) {
            fields.add(field);
            return this;
        }
        remove(name);
        fields.add(at, field);
        return this;
    }

    /** Removes all fields of that name; true if there was one. */
    public boolean remove(String name) {
        return fields.removeIf(field -> field.is(name));
    }

    /** Removes all fields. */
    public void clear() {
        fields.clear();
    }

    /** The value of the first field of that name, or null. */
    public @Nullable String first(String name) {
        int at = indexOf(name);
        return at < 0 ? null : fields.get(at).value();
    }

    /** The values of all fields of that name, in order; empty where there is none. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Field field : fields) {
            if (field.is(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    /**
     * The elements of a comma-separated list over all fields of that name (RFC 9110 §5.6.1): blanks trimmed, empty
     * elements left out. For lists whose elements have no quoted strings, as Connection.
     */
    public List<String> elements(String name) {
        List<String> elements = new ArrayList<>(2);
        for (String value : all(name)) {
            for (String element : value.split(",", -1)) {
                String trimmed = Grammar.trimBlanks(element);
                if (!trimmed.isEmpty()) {
                    elements.add(trimmed);
                }
            }
        }
        return elements;
    }

    /** True if a list field of that name has the token, whatever the case of its letters. */
    public boolean hasElement(String name, String token) {
        return elements(name).stream().anyMatch(element -> Grammar.sameIgnoringCase(element, token));
    }

    /** True if a field of that name is there. */
    public boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    /** The number of field lines. */
    public int size() {
        return fields.size();
    }

    /** Another object with the same fields; changes to one do not touch the other. */
    public Headers copy() {
        return new Headers(new ArrayList<>(fields));
    }

    /** The fields in order; removing through the iterator is allowed. */
    @Override
    public Iterator<Field> iterator() {
        return fields.iterator();
    }

    /** Appends every field as {@code Name: value CRLF}; the empty line that ends a head is the caller's. */
    public void writeTo(ByteBuf out) {
        for (Field field : fields) {
            String line = field.name() + ": " + field.value() + "\r\n";
            out.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).is(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The names only: values may hold what no log should. */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }
}
