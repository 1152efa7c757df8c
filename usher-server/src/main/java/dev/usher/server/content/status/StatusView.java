package dev.usher.server.content.status;

import dev.usher.server.http.Exchange;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code server-status} as httpd's: a page, {@code ?auto} for programs, {@code ?refresh=N} to have it asked again. */
final class StatusView {
    private static final Pattern REFRESH = Pattern.compile("(?:^|&)refresh(?:=([0-9]{1,4}))?(?:&|$)");
    private static final int DEFAULT_REFRESH_SECONDS = 10;
    private static final int MAX_REFRESH_SECONDS = 3600;

    private StatusView() {}

    static StatusContent.Page show(DoorStatus status, Exchange exchange) {
        String query = exchange.request().target().query();
        String asked = query == null ? "" : query.toLowerCase(Locale.ROOT);
        if (asked.matches("(.*&)?auto(=.*|&.*)?")) {
            return new StatusContent.Page("text/plain; charset=utf-8", auto(status), refresh(asked));
        }
        return new StatusContent.Page("text/html; charset=utf-8", StatusPage.html(status), refresh(asked));
    }

    private static int refresh(String query) {
        Matcher refresh = REFRESH.matcher(query);
        if (!refresh.find()) {
            return 0;
        }
        String seconds = refresh.group(1);
        int wanted = seconds == null ? DEFAULT_REFRESH_SECONDS : Integer.parseInt(seconds);
        return Math.clamp(wanted, 1, MAX_REFRESH_SECONDS);
    }

    /** httpd's names where there are such, so that what reads its status reads this; then our own. */
    private static String auto(DoorStatus status) {
        double seconds = Math.max(1, status.uptimeMillis()) / 1000.0;
        StringBuilder out = new StringBuilder("ServerVersion: Usher\n");
        line(out, "ServerUptimeSeconds", status.uptimeMillis() / 1000);
        line(out, "Uptime", status.uptimeMillis() / 1000);
        line(out, "Total Accesses", status.requests().total());
        line(out, "Total kBytes", status.requests().bytesSent() / 1024);
        line(out, "ReqPerSec", perSecond(status.requests().total(), seconds));
        line(out, "BytesPerSec", perSecond(status.requests().bytesSent(), seconds));
        line(out, "BusyWorkers", status.busyWorkers());
        line(out, "ConnsTotal", status.connections().active());
        line(out, "ConnsAccepted", status.connections().total());
        line(out, "RequestsActive", status.requests().active());
        line(out, "Handoffs", status.handoffs().sent());
        line(
                out,
                "HandoffsRefused",
                status.handoffs().refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        return out.toString();
    }

    private static void line(StringBuilder out, String name, Object value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    static String perSecond(long count, double seconds) {
        return String.format(Locale.ROOT, "%.3f", count / seconds);
    }
}
