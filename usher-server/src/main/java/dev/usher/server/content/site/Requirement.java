package dev.usher.server.content.site;

import dev.usher.config.BadValue;
import dev.usher.config.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is let in: a {@code Require} line, or what several of them come to. Immutable. */
sealed interface Requirement {
    /**
     * The two ends of a client's connection.
     *
     * @param remote null for a client without an IP address, whom only {@code all granted} lets in
     * @param local where it connected to; null as before
     */
    record Client(@Nullable InetAddress remote, @Nullable InetAddress local) {
        static Client of(dev.usher.server.connection.ClientSocket socket) {
            return new Client(address(socket.remoteAddress()), address(socket.localAddress()));
        }

        private static @Nullable InetAddress address(java.net.SocketAddress address) {
            return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        }
    }

    /** Whether that client is let in. */
    boolean grants(Client client);

    /** Whether the answer is not the same for every client. */
    default boolean dependsOnClient() {
        return true;
    }

    /** {@code all granted}, {@code all denied}. */
    record All(boolean granted) implements Requirement {
        @Override
        public boolean grants(Client client) {
            return granted;
        }

        @Override
        public boolean dependsOnClient() {
            return false;
        }
    }

    /** {@code local}: from a loopback address, or from the very address it connected to, as in httpd. */
    record Local() implements Requirement {
        @Override
        public boolean grants(Client client) {
            InetAddress remote = client.remote();
            return remote != null && (remote.isLoopbackAddress() || remote.equals(client.local()));
        }
    }

    /** {@code ip RANGE…}. */
    record Ip(List<IpRange> ranges) implements Requirement {
        @Override
        public boolean grants(Client client) {
            InetAddress remote = client.remote();
            return remote != null && ranges.stream().anyMatch(range -> range.contains(remote));
        }
    }

    /** {@code not …}, which only takes away. */
    record Not(Requirement what) implements Requirement {
        @Override
        public boolean grants(Client client) {
            return !what.grants(client);
        }

        @Override
        public boolean dependsOnClient() {
            return what.dependsOnClient();
        }
    }

    /** {@code <RequireAny>}, and lines without a section around them. */
    record AnyOf(List<Requirement> parts) implements Requirement {
        @Override
        public boolean grants(Client client) {
            return parts.stream().anyMatch(part -> part.grants(client));
        }

        @Override
        public boolean dependsOnClient() {
            return parts.stream().anyMatch(Requirement::dependsOnClient);
        }
    }

    /** {@code <RequireAll>}. */
    record AllOf(List<Requirement> parts) implements Requirement {
        @Override
        public boolean grants(Client client) {
            return parts.stream().allMatch(part -> part.grants(client));
        }

        @Override
        public boolean dependsOnClient() {
            return parts.stream().anyMatch(Requirement::dependsOnClient);
        }
    }

    /** Reads the words behind Require. */
    static Requirement parse(List<String> words) throws BadValue {
        String first = words.getFirst().toLowerCase(Locale.ROOT);
        List<String> rest = words.subList(1, words.size());
        return switch (first) {
            case "not" -> not(rest);
            case "local" -> local(rest);
            case "ip" -> ip(rest);
            case "all" -> all(rest);
            default ->
                throw new BadValue(
                        "must be 'all granted', 'all denied', 'local' or 'ip ADDRESS[/PREFIX]...', with 'not' before it in"
                                + " <RequireAll>; others are not built here",
                        words.getFirst());
        };
    }

    private static Requirement not(List<String> rest) throws BadValue {
        if (rest.isEmpty()
                || rest.getFirst().equalsIgnoreCase("not")
                || rest.getFirst().equalsIgnoreCase("all")) {
            throw new BadValue("not takes 'local' or 'ip ADDRESS...'", String.join(" ", rest));
        }
        return new Not(parse(rest));
    }

    private static Requirement local(List<String> rest) throws BadValue {
        if (!rest.isEmpty()) {
            throw new BadValue("local takes nothing more", rest.getFirst());
        }
        return new Local();
    }

    private static Requirement ip(List<String> rest) throws BadValue {
        if (rest.isEmpty()) {
            throw new BadValue("ip takes at least one address", "");
        }
        List<IpRange> ranges = new ArrayList<>();
        for (String word : rest) {
            ranges.add(IpRange.parse(word));
        }
        return new Ip(List.copyOf(ranges));
    }

    private static Requirement all(List<String> rest) throws BadValue {
        String what = rest.size() == 1 ? rest.getFirst().toLowerCase(Locale.ROOT) : "";
        return switch (what) {
            case "granted" -> new All(true);
            case "denied" -> new All(false);
            default -> throw new BadValue("all takes 'granted' or 'denied'", String.join(" ", rest));
        };
    }

    /** What a section asks for itself, nested sections with it; this one where it asks for nothing. */
    default Requirement orOf(Scope scope) {
        List<Requirement> parts = parts(scope);
        return parts.isEmpty() ? this : new AnyOf(parts);
    }

    /** The lines and sections directly within one. */
    static List<Requirement> parts(Scope scope) {
        List<Requirement> parts = new ArrayList<>();
        if (scope.values().isSetHere(SiteSettings.REQUIRE)) {
            parts.addAll(scope.get(SiteSettings.REQUIRE));
        }
        for (Scope child : scope.children()) {
            if (child.is(SiteSettings.REQUIRE_ALL)) {
                parts.add(new AllOf(parts(child)));
            } else if (child.is(SiteSettings.REQUIRE_ANY)) {
                parts.add(new AnyOf(parts(child)));
            }
        }
        return List.copyOf(parts);
    }
}
