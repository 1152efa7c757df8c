package dev.usher.daemon.model;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file is.
 *
 * @param name in small letters, without parameters
 */
record MediaType(String name) {
    /** The images that every API takes. */
    static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    static final String PDF = "application/pdf";

    private static final Pattern WELL_FORMED = Pattern.compile("[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64}");
    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/yaml",
            "application/x-yaml",
            "application/toml",
            "application/javascript",
            "application/sql");

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("pdf", PDF),
            Map.entry("md", "text/markdown"),
            Map.entry("csv", "text/csv"),
            Map.entry("tsv", "text/tab-separated-values"),
            Map.entry("htm", "text/html"),
            Map.entry("html", "text/html"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"));

    private static final Set<String> TEXT_ENDINGS = Set.of(
            "txt", "text", "log", "ini", "conf", "toml", "sql", "css", "js", "ts", "php", "py", "java", "c", "h", "cpp",
            "go", "rs", "rb", "sh", "tex", "diff", "patch");

    /** The type that is written; null where it is none. */
    static @Nullable MediaType of(String written) {
        String name = written.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return WELL_FORMED.matcher(name).matches() ? new MediaType(name) : null;
    }

    /** The type by the end of a file's name; null where that says nothing. */
    static @Nullable MediaType ofFile(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (ending.length() == file.length()) {
            return null;
        }
        String type = TEXT_ENDINGS.contains(ending) ? "text/plain" : BY_ENDING.get(ending);
        return type == null ? null : new MediaType(type);
    }

    /** The type of an image by its first bytes, in base64; null where they are no image's that every API takes. */
    static @Nullable MediaType ofImage(String base64) {
        String type = base64.startsWith("iVBORw0KGgo")
                ? "image/png"
                : base64.startsWith("/9j/")
                        ? "image/jpeg"
                        : base64.startsWith("R0lGOD") ? "image/gif" : base64.startsWith("UklGR") ? "image/webp" : null;
        return type == null ? null : new MediaType(type);
    }

    /** The images there may be, for people. */
    static String imageNames() {
        return String.join(", ", IMAGES.stream().sorted().toList());
    }

    /** Whether it is sent as an image. */
    boolean isImage() {
        return IMAGES.contains(name);
    }

    /** Whether it is sent as text. */
    boolean isText() {
        return name.startsWith("text/") || TEXTS.contains(name) || name.endsWith("+json") || name.endsWith("+xml");
    }

    @Override
    public String toString() {
        return name;
    }
}
