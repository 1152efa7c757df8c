package dev.usher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One setting, declared once: the directive, the flag, the variable and the documentation derive from it.
 *
 * <p>Declared as a constant, {@code Setting.integer("SocketHandoffMaxRetries", 0, 10).byDefault("2").in(SERVER,
 * VHOST).help("…")}; immutable, compared by identity.
 *
 * @param <T> its value; a list where the setting accumulates
 */
public final class Setting<T> {
    private final SettingBuilder<T> declared;
    private final @Nullable T defaultValue;

    /** How often it counts. */
    public enum How {
        /** Once in a section; the last wins, with a notice. */
        SINGLE,
        /** Every word of every directive is an element. */
        LIST,
        /** Every directive is an element, made of all its words. */
        TABLE
    }

    /** What a section takes over from the one around it where it sets nothing, or something, itself. */
    public enum Inheritance {
        /** The outer value counts until the section has its own. */
        REPLACE,
        /** The section's own elements come first, then the outer ones. */
        ADD,
        /** Nothing is taken over. */
        NONE
    }

    Setting(SettingBuilder<T> declared) {
        this.declared = declared.copy();
        this.defaultValue = declared.defaultText == null ? null : parseDefault(declared.defaultText);
    }

    private T parseDefault(String text) {
        try {
            return readText(text, name());
        } catch (SyntaxError e) {
            throw new IllegalArgumentException("the default of " + name() + ": " + e.message(), e);
        }
    }

    /** Begins a setting of any type. */
    public static <T> SettingBuilder<T> of(String name, ValueType<T> type) {
        return new SettingBuilder<>(name, type);
    }

    /** Begins a whole number from {@code min} to {@code max}, both included. */
    public static SettingBuilder<Integer> integer(String name, int min, int max) {
        return of(name, ValueTypes.integer(min, max));
    }

    /** Begins an {@code On|Off}. */
    public static SettingBuilder<Boolean> flag(String name) {
        return of(name, ValueTypes.flag());
    }

    /** Begins a duration with a unit; see {@link ValueTypes#duration}. */
    public static SettingBuilder<Duration> duration(String name, Duration min, Duration max) {
        return of(name, ValueTypes.duration(min, max));
    }

    /** Begins one of httpd's own timeouts, for which a bare number is seconds; see {@link ValueTypes#seconds}. */
    public static SettingBuilder<Duration> seconds(String name, Duration min, Duration max) {
        return of(name, ValueTypes.seconds(min, max));
    }

    /** Begins a number of bytes; see {@link ValueTypes#bytes}. */
    public static SettingBuilder<Long> bytes(String name, long min, long max) {
        return of(name, ValueTypes.bytes(min, max));
    }

    /** Begins a file mode in octal. */
    public static SettingBuilder<Integer> octalMode(String name) {
        return of(name, ValueTypes.octalMode());
    }

    /** Begins a path. */
    public static SettingBuilder<Path> path(String name) {
        return of(name, ValueTypes.path());
    }

    /** Begins one word of any text. */
    public static SettingBuilder<String> text(String name) {
        return of(name, ValueTypes.text());
    }

    /** Begins a choice among an enum's constants. */
    public static <E extends Enum<E>> SettingBuilder<E> oneOf(String name, Class<E> type) {
        return of(name, ValueTypes.oneOf(type));
    }

    /** The directive's name. */
    public String name() {
        return declared.name;
    }

    /** Other spellings of the directive, such as {@code PerlModule}. */
    public List<String> aliases() {
        return List.copyOf(declared.aliases);
    }

    /** Where the directive may stand. */
    public Set<Context> contexts() {
        return Set.copyOf(declared.contexts);
    }

    /** How its words are read. */
    public ValueType<T> type() {
        return declared.type;
    }

    /** How often it counts. */
    public How how() {
        return declared.how;
    }

    /** What an inner section takes over. */
    public Inheritance inheritance() {
        return declared.inheritance;
    }

    /** One line for people. */
    public String help() {
        return declared.help;
    }

    /** True if its value must never be shown. */
    public boolean secret() {
        return declared.secret;
    }

    /** Whether a newer value counts without a restart. */
    public boolean isReloadable() {
        return declared.reloadable;
    }

    /** The default as written in a file; empty if there is none. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(declared.defaultText);
    }

    /** The default; empty if there is none. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The flag with its dashes, {@code --message-delay}; empty for a setting that has none. */
    public Optional<String> flag() {
        return declared.fileOnly || declared.flagless ? Optional.empty() : Optional.of("--" + declared.flag);
    }

    /** The variable, {@code USHER_MESSAGE_DELAY}; empty for a setting that only a file can set. */
    public Optional<String> environment() {
        return declared.fileOnly ? Optional.empty() : Optional.of(SettingNames.environment(declared.flag));
    }

    /** Other variables that set it, where {@link #environment} does not, in this order. */
    public List<String> otherVariables() {
        return List.copyOf(declared.otherVariables.keySet());
    }

    /** What such a variable's text is in this setting's words. */
    String inOurWords(String variable, String text) {
        return Objects.requireNonNull(declared.otherVariables.get(variable)).apply(text);
    }

    /** The spelling, of name and aliases, that {@code written} is in whatever case. */
    String spelling(String written) {
        return declared.aliases.stream()
                .filter(written::equalsIgnoreCase)
                .findFirst()
                .orElse(declared.name);
    }

    /** One value of all those of a section, in their order; at least one. */
    T join(List<T> values) {
        return declared.join.apply(values);
    }

    /** Reads a flag's, a variable's or a default's text: split into words only where the type takes several. */
    T readText(String text, String calledAs) throws SyntaxError {
        return read(type().maxWords() == 1 ? List.of(text) : Words.split(text), calledAs);
    }

    /**
     * Reads words.
     *
     * @param calledAs the directive, flag or variable, for the message
     * @throws SyntaxError with the whole message
     */
    T read(List<String> words, String calledAs) throws SyntaxError {
        if (words.size() < type().minWords() || words.size() > type().maxWords()) {
            throw new SyntaxError(Arity.message(calledAs, type(), words.size()));
        }
        try {
            return type().parse(words);
        } catch (BadValue e) {
            throw new SyntaxError(calledAs + " " + e.requirement() + ", not " + shown(e.value()));
        }
    }

    /** The value in quotes for a message or a listing, unless it is a secret. */
    private String shown(String value) {
        return secret() ? "***" : Text.quoted(value);
    }

    /** The directive's name. */
    @Override
    public String toString() {
        return name();
    }
}
