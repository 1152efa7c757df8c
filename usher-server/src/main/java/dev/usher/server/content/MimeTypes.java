package dev.usher.server.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The media type a file's last extension stands for. Immutable.
 *
 * <p>Text types carry {@code charset=utf-8}: a browser left to guess guesses by its user's language, and UTF-8 is what is
 * written nowadays. A file without a known extension is {@value #UNKNOWN}: a browser saves it, and runs nothing.
 */
public final class MimeTypes {
    /** For a file whose extension says nothing. */
    public static final String UNKNOWN = "application/octet-stream";

    private static final String TABLE = "mime.types";
    private static final MimeTypes SHIPPED = shipped();

    private final Map<String, String> byExtension;

    private MimeTypes(Map<String, String> byExtension) {
        this.byExtension = byExtension;
    }

    /** The table that comes with Usher. */
    public static MimeTypes standard() {
        return SHIPPED;
    }

    /**
     * This table with others on top, as {@code AddType} adds them.
     *
     * @param added media types by extension, lower case, without its dot
     */
    public MimeTypes with(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(byExtension);
        all.putAll(added);
        return new MimeTypes(Map.copyOf(all));
    }

    /** The Content-Type for a file of that name. */
    public String typeOf(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0) {
            return UNKNOWN;
        }
        String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        String type = byExtension.get(extension);
        return type == null ? UNKNOWN : withCharset(type);
    }

    private static String withCharset(String type) {
        boolean text = type.startsWith("text/") && type.indexOf(';') < 0;
        return text ? type + "; charset=utf-8" : type;
    }

    private static MimeTypes shipped() {
        try (InputStream table = MimeTypes.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException(TABLE + " is missing from the jar");
            }
            return new MimeTypes(read(new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))));
        } catch (IOException e) {
            throw new UncheckedIOException(TABLE, e);
        }
    }

    private static Map<String, String> read(BufferedReader table) throws IOException {
        Map<String, String> types = new HashMap<>();
        for (String line = table.readLine(); line != null; line = table.readLine()) {
            String[] words = line.strip().split("\\s+", -1);
            if (!words[0].startsWith("#")) {
                for (int i = 1; i < words.length; i++) {
                    types.put(words[i], words[0]);
                }
            }
        }
        return Map.copyOf(types);
    }
}
