package dev.usher.server.content.fastcgi;

import dev.usher.config.Values;
import dev.usher.server.connection.AddressText;
import dev.usher.server.connection.ClientSocket;
import dev.usher.server.content.MappedFile;
import dev.usher.server.content.Target;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.ForwardedHeaders;
import dev.usher.server.http.Framing;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import dev.usher.server.http.RequestHead;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of CGI (RFC 3875 §4.1) and those that httpd's mod_proxy_fcgi sends beside them, as PHP shows them in {@code
 * $_SERVER}. Names and values are ISO-8859-1 for bytes.
 *
 * <p>Header fields come from {@link ForwardedHeaders}, which leaves out what no application may see: no {@code HTTP_PROXY} can
 * arise (CVE-2016-5385), and no field whose name has other characters than letters, digits and hyphens. Authorization is passed, since the
 * application is who authenticates. Variables of SetEnv come first and give way to all others.
 */
final class CgiVariables {
    private static final String SOFTWARE = "Usher";
    private static final int HTTP_PORT = 80;
    private static final int MAX_PAIR_BYTES = RecordEncoder.MAX_CONTENT - 2 * Integer.BYTES;

    private final Map<String, String> variables = new LinkedHashMap<>(64);

    private CgiVariables() {}

    /**
     * All variables for a request that was led to a file.
     *
     * @throws HttpError 431 where one is larger than a record: many fields of one name make one variable
     */
    static Map<String, String> of(Exchange exchange) throws HttpError {
        MappedFile mapped = MappedFile.of(exchange);
        CgiVariables all = new CgiVariables();
        all.environment(mapped.place().settings());
        all.headers(ForwardedHeaders.ofCgiRequest(exchange.request().headers()));
        all.server(exchange);
        all.request(exchange);
        all.script(mapped.target());
        all.checkSizes();
        return all.variables;
    }

    private void checkSizes() throws HttpError {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            int bytes = variable.getKey().length() + variable.getValue().length();
            if (bytes > MAX_PAIR_BYTES) {
                throw HttpError.of(
                        431,
                        "A header field is too large.",
                        "the variable " + variable.getKey() + " has " + bytes + " bytes; FastCGI carries "
                                + MAX_PAIR_BYTES);
            }
        }
    }

    private void environment(Values settings) {
        List<EnvironmentRule> rules = settings.find(FastCgiSettings.SET_ENV).orElse(List.of());
        for (EnvironmentRule rule : rules.reversed()) { // the innermost section's come first, and count
            variables.put(rule.name(), rule.value());
        }
        settings.find(FastCgiSettings.SERVER_ADMIN).ifPresent(admin -> variables.put("SERVER_ADMIN", bytes(admin)));
    }

    private void headers(Headers headers) {
        for (Headers.Field field : headers) {
            if (!field.is("Content-Type") && !field.is("Content-Length")) {
                String name = "HTTP_" + field.name().toUpperCase(Locale.ROOT).replace('-', '_');
                String joint = field.is("Cookie") ? "; " : ", ";
                variables.merge(name, field.value(), (earlier, later) -> earlier + joint + later);
            }
        }
    }

    private void server(Exchange exchange) {
        ClientSocket client = exchange.connection().clientSocket();
        String host = exchange.request().host();
        variables.put("GATEWAY_INTERFACE", "CGI/1.1");
        variables.put("SERVER_SOFTWARE", SOFTWARE);
        variables.put("SERVER_SIGNATURE", "");
        variables.put("SERVER_NAME", host == null ? exchange.site().name() : host);
        variables.put("SERVER_ADDR", AddressText.of(client.localAddress(), ""));
        variables.put("SERVER_PORT", Integer.toString(port(client.localAddress(), HTTP_PORT)));
        variables.put("REMOTE_ADDR", client.remoteHost());
        variables.put("REMOTE_PORT", Integer.toString(port(client.remoteAddress(), 0)));
        variables.put("REQUEST_SCHEME", "http"); // TLS is still to come; it brings https here, and HTTPS=on
    }

    private void request(Exchange exchange) {
        RequestHead head = exchange.request();
        String query = head.target().query();
        variables.put("SERVER_PROTOCOL", head.version().toString());
        variables.put("REQUEST_METHOD", head.method());
        variables.put("REQUEST_URI", head.target().requestUri());
        variables.put("QUERY_STRING", query == null ? "" : query);
        variables.put("UNIQUE_ID", exchange.id());
        variables.put("REDIRECT_STATUS", "200"); // php-cgi refuses to run without it
        String type = head.headers().first("Content-Type");
        if (type != null) {
            variables.put("CONTENT_TYPE", type);
        }
        if (!(head.framing() instanceof Framing.None)) {
            variables.put("CONTENT_LENGTH", Long.toString(exchange.body().length())); // of chunks, too: all is here
        }
    }

    private void script(Target target) {
        String context = bytes(target.root().context().toString());
        variables.put("DOCUMENT_ROOT", bytes(target.root().site().toString()));
        variables.put("CONTEXT_PREFIX", target.root().contextPrefix());
        variables.put("CONTEXT_DOCUMENT_ROOT", context);
        variables.put("SCRIPT_NAME", target.scriptName());
        variables.put("SCRIPT_FILENAME", bytes(target.file().toString()));
        if (!target.pathInfo().isEmpty()) {
            variables.put("PATH_INFO", target.pathInfo());
            variables.put("PATH_TRANSLATED", bytes(withoutSlash(target.root().site())) + target.pathInfo());
        }
    }

    private static String withoutSlash(Path directory) {
        return directory.getNameCount() == 0 ? "" : directory.toString();
    }

    private static int port(@Nullable SocketAddress address, int otherwise) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : otherwise;
    }

    /** Text of ours (a path) as the bytes the file system knows it by. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
