package dev.usher.config;

import java.util.ArrayList;
import java.util.List;

/** The type of one directive of a list: each of its words an element, or all of them together one. */
record ListType<E>(ValueType<E> element, boolean eachWord) implements ValueType<List<E>> {

    ListType {
        if (eachWord && (element.minWords() != 1 || element.maxWords() != 1)) {
            throw new IllegalArgumentException("a word cannot hold an element of several words");
        }
    }

    @Override
    public String syntax() {
        return eachWord ? element.syntax() + "..." : element.syntax();
    }

    @Override
    public int minWords() {
        return element.minWords();
    }

    @Override
    public int maxWords() {
        return eachWord ? Integer.MAX_VALUE : element.maxWords();
    }

    @Override
    public String range() {
        return element.range();
    }

    @Override
    public List<E> parse(List<String> words) throws BadValue {
        if (!eachWord) {
            return List.of(element.parse(words));
        }
        List<E> elements = new ArrayList<>();
        for (String word : words) {
            elements.add(element.parse(List.of(word)));
        }
        return List.copyOf(elements);
    }
}
