package dev.usher.server.content.fastcgi;

import dev.usher.config.BadValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code SetEnv NAME [VALUE]}.
 *
 * @param name a variable's, never {@code HTTP_PROXY} (CVE-2016-5385)
 * @param value bytes as ISO-8859-1
 */
record EnvironmentRule(String name, String value) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static EnvironmentRule parse(List<String> words) throws BadValue {
        String name = words.getFirst();
        if (!NAME.matcher(name).matches() || name.equals("HTTP_PROXY")) {
            throw new BadValue("must begin with a variable's name, which is not HTTP_PROXY", name);
        }
        return new EnvironmentRule(name, words.size() > 1 ? bytes(words.get(1)) : "");
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
