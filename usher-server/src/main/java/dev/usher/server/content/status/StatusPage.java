package dev.usher.server.content.status;

import dev.usher.server.content.Workers;
import dev.usher.server.content.status.DoorStatus.Count;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The figures as a page for people: one file, nothing loaded from elsewhere, narrow screens and dark ones too. */
final class StatusPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fbfaf7;--card:#fff;--line:#e4e0d8;--soft:#6b6f76;--mark:#a4312a}
            @media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--paper:#16181b;--card:#1f2226;--line:#34383e;--soft:#9aa0a8;--mark:#f0877d}}
            *{box-sizing:border-box}body{margin:0;padding:1.5rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
            main{max-width:60rem;margin:auto}h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
            p{color:var(--soft);margin:.25rem 0 1rem}.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem}
            .card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem 1rem}
            .card b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}.card span{color:var(--soft);font-size:.85rem}
            .wide{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
            table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.4rem .75rem;border-top:1px solid var(--line);white-space:nowrap}
            thead th{border-top:0;color:var(--soft);font-weight:500}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
            td:first-child{white-space:normal;overflow-wrap:anywhere;min-width:8rem}.held{color:var(--mark)}code{font:.85em ui-monospace,monospace}
            """;

    private final StringBuilder out = new StringBuilder(8192);

    private StatusPage() {}

    static String html(DoorStatus status) {
        StatusPage page = new StatusPage();
        page.head(status);
        page.cards(status);
        page.applications(status.applications());
        page.requests(status.requests().counts());
        page.hosts(status);
        page.handoffs(status);
        page.out.append("</main></body></html>\n");
        return page.out.toString();
    }

    private void head(DoorStatus status) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        out.append("<title>Usher status</title><style>").append(STYLE).append("</style></head><body><main>");
        out.append("<h1>Usher status</h1><p>Open since ").append(time(status.startEpochMillis()));
        out.append(", for ").append(duration(status.uptimeMillis() / 1000)).append(".</p>");
    }

    private void cards(DoorStatus status) {
        double seconds = Math.max(1, status.uptimeMillis()) / 1000.0;
        long total = status.requests().total();
        out.append("<div class=\"cards\">");
        card(status.busyWorkers(), "application workers busy");
        card(status.requests().active(), "requests at work");
        card(status.connections().active(), "clients connected");
        card(status.handoffs().sent(), "handed to seats");
        card(total, "requests, " + StatusView.perSecond(total, seconds) + " a second");
        card(status.connections().total(), "clients in all");
        out.append("</div>");
    }

    private void card(long figure, String what) {
        out.append("<div class=\"card\"><b>")
                .append(figure)
                .append("</b><span>")
                .append(escape(what));
        out.append("</span></div>");
    }

    private void applications(List<Workers.Account> all) {
        out.append("<h2>Applications</h2>");
        table("Application", "Kind", "#Busy", "#Limit", "#Waiting", "#Requests", "#Worker held, mean ms");
        for (Workers.Account one : all) {
            row(
                    "<code>" + escape(one.name()) + "</code>",
                    one.kind().label(),
                    number(one.busy()),
                    one.limit() == 0 ? number("–") : number(one.limit()),
                    number(one.waiting()),
                    number(one.held().count()),
                    number(millis(one.held().meanMillis())));
        }
        end(all.isEmpty(), 7);
    }

    private void requests(List<Count> counts) {
        out.append("<h2>Requests</h2>");
        table("Handler", "Status", "#Requests");
        for (Count count : counts) {
            row(count.handler().label(), count.statusClass() + "xx", number(count.requests()));
        }
        end(counts.isEmpty(), 3);
    }

    private void hosts(DoorStatus status) {
        out.append("<h2>Virtual hosts</h2>");
        table("Host", "#Requests");
        status.hosts().forEach((name, count) -> row(escape(name), number(count)));
        end(status.hosts().isEmpty(), 2);
    }

    private void handoffs(DoorStatus status) {
        out.append("<h2>Handoffs</h2><p>").append(status.handoffs().sent()).append(" clients were handed over, in ");
        out.append(millis(status.handoffs().duration().meanMillis())).append(" ms on the average");
        status.handoffs()
                .refused()
                .forEach((code, count) -> out.append("; ")
                        .append(count)
                        .append(" got ")
                        .append(code)
                        .append(" instead"));
        out.append(". The latest:</p>");
        table("Path", "#Worker held, ms", "#Handoff, ms", "#Status", "Lane", "When", "Request", "Seat");
        for (HandedOff one : status.handoffs().recent()) {
            String held = millis(one.workerHeldMicros() / 1000.0);
            row(
                    escape(one.path()),
                    one.workerIsHeld() ? "<td class=\"n held\">" + held + " …" : number(held),
                    number(millis(one.handoffMicros() / 1000.0)),
                    number(one.status()),
                    one.lane(),
                    time(one.epochMillis()),
                    "<code>" + escape(one.id()) + "</code>",
                    escape(one.seat()));
        }
        end(status.handoffs().recent().isEmpty(), 8);
    }

    // ---- tables: a heading that begins with # is of numbers

    private void table(String... headings) {
        out.append("<div class=\"wide\"><table><thead><tr>");
        for (String heading : headings) {
            boolean numbers = heading.startsWith("#");
            out.append(numbers ? "<th class=\"n\">" : "<th>")
                    .append(heading.substring(numbers ? 1 : 0))
                    .append("</th>");
        }
        out.append("</tr></thead><tbody>");
    }

    private void row(String... cells) {
        out.append("<tr>");
        for (String cell : cells) {
            out.append(cell.startsWith("<td") ? "" : "<td>").append(cell).append("</td>");
        }
        out.append("</tr>");
    }

    private static String number(Object figure) {
        return "<td class=\"n\">" + figure;
    }

    private void end(boolean empty, int columns) {
        if (empty) {
            out.append("<tr><td colspan=\"").append(columns).append("\">none yet</td></tr>");
        }
        out.append("</tbody></table></div>");
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }

    private static String time(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    private static String duration(long seconds) {
        long days = seconds / 86_400;
        String rest = String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        return days == 0 ? rest : days + (days == 1 ? " day " : " days ") + rest;
    }

    /** Text for HTML; bytes of a path that are no printable ASCII are shown as what they are. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c >= ' ' && c != 0x7f ? String.valueOf(c) : "&#xfffd;");
            }
        }
        return safe.toString();
    }
}
