package dev.usher.config;

import java.util.List;
import java.util.Locale;

/** Settings that the door and the seat share: each half's catalogue has the same object. */
public final class CommonSettings {
    private static final List<String> TRANSPORTS = List.of("epoll", "io_uring", "auto");

    /**
     * What event loops wait with, as the word that {@code dev.usher.loop.Transport.named} takes. The default is what measured
     * better, see docs/performance.md.
     */
    public static final Setting<String> TRANSPORT = Setting.of(
                    "Transport", ValueType.of(String.join("|", TRANSPORTS), 1, 1, CommonSettings::transport))
            .in(Context.SERVER, Context.DAEMON)
            .byDefault("auto")
            .help(
                    "What event loops wait with: epoll, io_uring (Linux 5.9 or newer, and not in every container; where it"
                            + " cannot be had the start fails), or auto, the one that measured better, which is epoll.");

    private CommonSettings() {}

    private static String transport(List<String> words) throws BadValue {
        String word = words.getFirst().toLowerCase(Locale.ROOT);
        if (!TRANSPORTS.contains(word)) {
            throw new BadValue("must be one of " + String.join(", ", TRANSPORTS), words.getFirst());
        }
        return word;
    }
}
