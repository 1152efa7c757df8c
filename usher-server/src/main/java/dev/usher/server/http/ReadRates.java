package dev.usher.server.http;

import dev.usher.config.BadValue;
import dev.usher.config.ValueType;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RequestReadTimeout's value, as mod_reqtimeout writes it: {@code header=20-40,MinRate=500 body=20,MinRate=500}. What
 * is not named has its default.
 *
 * @param header for a request's head
 * @param body for a request's body
 */
public record ReadRates(ReadRate header, ReadRate body) {
    /** Seconds up to a day and rates up to 1 GB/s: nine digits fit an int. */
    private static final Pattern RATE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:,minrate=(\\d{1,9}))?");

    static final ReadRates DEFAULT = new ReadRates(new ReadRate(20, 40, 500), new ReadRate(20, 0, 500));

    static final ValueType<ReadRates> TYPE =
            ValueType.of("header=SECONDS[-MAX][,MinRate=BYTES] body=…", 1, 2, ReadRates::parse);

    private static ReadRates parse(List<String> words) throws BadValue {
        ReadRates rates = DEFAULT;
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.startsWith("header=")) {
                rates = new ReadRates(rate(word, lower.substring("header=".length())), rates.body());
            } else if (lower.startsWith("body=")) {
                rates = new ReadRates(rates.header(), rate(word, lower.substring("body=".length())));
            } else {
                throw new BadValue("must be header=… or body=…", word);
            }
        }
        return rates;
    }

    private static ReadRate rate(String word, String text) throws BadValue {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw new BadValue("must be SECONDS, then -MAX and ,MinRate=BYTES where wanted", word);
        }
        int first = Integer.parseInt(matcher.group(1));
        int max = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        int rate = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        if (matcher.group(2) != null && max < first) {
            throw new BadValue("must have a greatest time that is not less than the first", word);
        }
        return new ReadRate(first, max, rate);
    }
}
