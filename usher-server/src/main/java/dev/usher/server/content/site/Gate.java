package dev.usher.server.content.site;

import dev.usher.server.connection.Outcome;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request's path asked of its client on the way. Where that depends on the client, the answer (an error, too)
 * waits behind the gate: who is not let in does not learn what is there. Used by one request.
 */
final class Gate {
    private final List<Requirement> asked = new ArrayList<>();

    /** Notes a requirement; false where it lets nobody in. */
    boolean passes(Requirement requirement) {
        if (requirement.dependsOnClient()) {
            asked.add(requirement);
            return true;
        }
        return requirement.grants(new Requirement.Client(null, null));
    }

    /** True where every client is let in. */
    boolean isOpen() {
        return asked.isEmpty();
    }

    /** The handler itself, or one that looks at the client first. */
    ContentHandler guard(ContentHandler handler) {
        return isOpen() ? handler : new Guarded(List.copyOf(asked), handler);
    }

    private record Guarded(List<Requirement> asked, ContentHandler behind) implements ContentHandler {
        @Override
        public Outcome handle(Exchange exchange) throws IOException, HttpError {
            var client = Requirement.Client.of(exchange.connection().clientSocket());
            if (!asked.stream().allMatch(requirement -> requirement.grants(client))) {
                throw HttpError.of(
                        403,
                        "Access to this is not allowed.",
                        UrlText.shown(exchange.request().target().path()) + " is denied to this client by Require");
            }
            return behind.handle(exchange);
        }

        @Override
        public HandlerKind kind() {
            return behind.kind();
        }
    }
}
