package dev.usher.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} stands for: what {@code Define} said, else the environment's.
 *
 * <p>Filled in word by word after quotes were resolved, so that a value with blanks stays one word and one with quotes
 * needs no escaping; what was filled in is not looked at again. A {@code $} that no brace follows is itself.
 */
final class Variables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final Map<String, String> defined;
    private final Map<String, String> environment;

    Variables(Map<String, String> defined, Map<String, String> environment) {
        this.defined = new HashMap<>(defined);
        this.environment = Map.copyOf(environment);
    }

    void define(String name, String value) throws SyntaxError {
        defined.put(requireName(name), value);
    }

    void undefine(String name) throws SyntaxError {
        defined.remove(requireName(name));
    }

    /** What {@code <IfDefine>} asks; the environment does not count. */
    boolean isDefined(String name) {
        return defined.containsKey(name);
    }

    private static String requireName(String name) throws SyntaxError {
        if (!NAME.matcher(name).matches()) {
            throw new SyntaxError(Text.quoted(name) + " is no variable's name: letters, digits, '_', '.' and '-' only");
        }
        return name;
    }

    List<String> expand(List<String> words) throws SyntaxError {
        List<String> expanded = new ArrayList<>();
        for (String word : words) {
            expanded.add(expand(word));
        }
        return List.copyOf(expanded);
    }

    private String expand(String word) throws SyntaxError {
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int open = word.indexOf("${"); open >= 0; open = word.indexOf("${", from)) {
            int close = word.indexOf('}', open);
            if (close < 0) {
                throw new SyntaxError("the '${' in " + Text.quoted(word) + " has no '}'");
            }
            expanded.append(word, from, open).append(value(word.substring(open + 2, close)));
            requireLength(expanded.length());
            from = close + 1;
        }
        return expanded.append(word, from, word.length()).toString();
    }

    private static void requireLength(int chars) throws SyntaxError {
        if (chars > Limits.WORD_CHARS) {
            throw new SyntaxError("a value is longer than " + Limits.WORD_CHARS + " characters with its variables");
        }
    }

    private String value(String name) throws SyntaxError {
        requireName(name);
        @Nullable String value = defined.getOrDefault(name, environment.get(name));
        if (value == null) {
            throw new SyntaxError("${" + name + "} is not defined, neither by Define nor in the environment");
        }
        return value;
    }
}
