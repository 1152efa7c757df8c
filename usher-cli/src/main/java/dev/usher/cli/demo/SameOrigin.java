package dev.usher.cli.demo;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may press the demo's buttons: its own page, and programs of this machine, which could do the same without it. Not
 * another site's page in the same browser, neither by a form (Origin, Sec-Fetch-Site) nor by a name that leads to this
 * machine (Host).
 */
final class SameOrigin {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private SameOrigin() {}

    /** Whether a request is addressed to this machine by a name of its own. */
    static boolean isLocal(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    /**
     * Whether an action is asked for by the demo's own page, or by no page.
     *
     * @param host the header, as the others
     * @param site Sec-Fetch-Site (Fetch Metadata), which a page cannot forge
     * @param origin what browsers send with each POST
     */
    static boolean allows(@Nullable String host, @Nullable String site, @Nullable String origin) {
        boolean fromHere = site == null || site.equals("same-origin") || site.equals("none");
        return isLocal(host) && fromHere && (origin == null || origin.equals("http://" + host));
    }
}
