package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code AddType MEDIA-TYPE EXTENSION...}.
 *
 * @param type goes into Content-Type as it is
 * @param extensions lower case, without their dots
 */
record TypeRule(String type, List<String> extensions) {
    private static final Pattern TYPE = Pattern.compile("[!#$&^_.+a-zA-Z0-9-]+/[!#$&^_.+a-zA-Z0-9-]+(;[ -~]*)?");

    static TypeRule parse(List<String> words) throws BadValue {
        String type = words.getFirst();
        if (!TYPE.matcher(type).matches()) {
            throw new BadValue("must begin with a media type such as text/html", type);
        }
        List<String> extensions = words.stream()
                .skip(1)
                .map(word -> word.startsWith(".") ? word.substring(1) : word)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        return new TypeRule(type, extensions);
    }
}
