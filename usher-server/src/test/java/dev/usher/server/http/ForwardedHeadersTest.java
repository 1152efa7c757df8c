package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS B8, D2, D3, D4: what of a client's fields an application sees. */
class ForwardedHeadersTest {
    private static Headers forwarded(String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ForwardedHeaders.ofRequest(headers);
    }

    @ParameterizedTest
    @DisplayName("B8, D2: names that command the door, or become what they should not in CGI")
    @ValueSource(
            strings = {
                "X-Socket-Handoff",
                "x-socket-handoff",
                "X_Socket_Handoff",
                "X-Socket_Handoff",
                "X-Handoff-Data",
                "X_Handoff_Data",
                "X-Accel-Redirect",
                "x-accel-buffering",
                "X-Sendfile",
                "X-SENDFILE-Type",
                "X-Sendfile-Temporary",
                "Proxy",
                "PROXY",
                "Content_Length",
                "_",
                "User_Agent"
            })
    void reservedNameNeverReachesAnApplication(String name) {
        assertThat(forwarded(name, "v", "X-Kept", "k")).containsExactly(new Headers.Field("X-Kept", "k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Accelerate",
                "X-Socket-Handoffs",
                "Proxy-Authorization",
                "Authorization",
                "Cookie",
                "X-Send",
                "Accept",
                "Content-Length"
            })
    void similarNameIsKept(String name) {
        assertThat(forwarded(name, "v").first(name)).isEqualTo("v");
    }

    @ParameterizedTest
    @DisplayName("D4: hop-by-hop fields")
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Proxy-Connection",
                "HTTP2-Settings",
                "Expect"
            })
    void hopByHopFieldStaysAtTheDoor(String name) {
        assertThat(forwarded(name, "v").size()).isZero();
    }

    @Test
    @DisplayName("D3: what Connection names is dropped, what the door adds afterwards is not")
    void fieldsNamedByConnectionAreDropped() {
        Headers headers = forwarded(
                "Connection",
                "close, X-Forwarded-For,  authorization",
                "X-Forwarded-For",
                "6.6.6.6",
                "Authorization",
                "a",
                "X",
                "y");
        headers.add("X-Forwarded-For", "127.0.0.1");
        assertThat(headers)
                .containsExactly(new Headers.Field("X", "y"), new Headers.Field("X-Forwarded-For", "127.0.0.1"));
    }

    @Test
    void connectionCannotTakeAwayWhatTheMessageIs() {
        Headers headers = forwarded(
                "Connection",
                "Host, Content-Type, Content-Length",
                "Host",
                "h",
                "Content-Type",
                "t",
                "Content-Length",
                "1");
        assertThat(headers.size()).isEqualTo(3);
    }

    @Test
    void clientsHeadersAreNotChanged() {
        Headers headers = new Headers().add("Proxy", "x");
        assertThat(ForwardedHeaders.ofRequest(headers).size()).isZero();
        assertThat(headers.size()).isEqualTo(1);
    }

    @Test
    void responseLosesItsHopByHopFieldsOnly() {
        Headers upstream = new Headers()
                .add("Connection", "X-Hop")
                .add("X-Hop", "h")
                .add("Transfer-Encoding", "chunked")
                .add("X_Y", "kept")
                .add("Expect", "kept");
        assertThat(ForwardedHeaders.ofResponse(upstream))
                .containsExactly(new Headers.Field("X_Y", "kept"), new Headers.Field("Expect", "kept"));
    }
}
