package dev.usher.config;

/** Says that a directive or a section has too few or too many arguments. */
final class Arity {
    private Arity() {}

    static String message(String name, ValueType<?> type, int given) {
        String given1 = given == 0 ? "none was given" : given == 1 ? "one was given" : given + " were given";
        return name + " takes " + takes(type) + " (" + type.syntax() + "), but " + given1;
    }

    private static String takes(ValueType<?> type) {
        int min = type.minWords();
        int max = type.maxWords();
        if (max == 0) {
            return "no argument";
        }
        if (min == max) {
            return min == 1 ? "one argument" : min + " arguments";
        }
        return max == Integer.MAX_VALUE
                ? "at least " + min + " argument" + (min == 1 ? "" : "s")
                : min + " to " + max + " arguments";
    }
}
