package dev.usher.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Derives the flag and the variable of a setting from its directive's name. */
final class SettingNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    /** Between a lower-case letter or digit and a capital, and before the last capital of an acronym. */
    private static final Pattern SEAM = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])");

    private SettingNames() {}

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no directive's name: letters and digits only");
        }
        return name;
    }

    /** {@code SSLCertificateFile} becomes {@code ssl-certificate-file}. */
    static String flag(String directive) {
        return SEAM.matcher(directive).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** {@code message-delay} becomes {@code USHER_MESSAGE_DELAY}. */
    static String environment(String flag) {
        return "USHER_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
