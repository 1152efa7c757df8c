package dev.usher.config;

import java.util.List;

/** A type put together from its parts. */
record CustomType<T>(String syntax, int minWords, int maxWords, String range, Reader<T> reader)
        implements ValueType<T> {

    CustomType {
        if (minWords < 0 || maxWords < minWords) {
            throw new IllegalArgumentException(minWords + " to " + maxWords + " words");
        }
    }

    @Override
    public T parse(List<String> words) throws BadValue {
        return reader.parse(words);
    }
}
