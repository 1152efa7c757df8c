package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5952 §4, and no scope. */
class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0:0:0:0:0:0:0:1, ::1",
        "::, ::",
        "2001:DB8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "fe80::1%1, fe80::1"
    })
    void addressesAreShortAndLowerCase(String address, String text) throws Exception {
        assertThat(AddressText.of(InetAddress.ofLiteral(address))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"::1, [::1]:80", "127.0.0.1, 127.0.0.1:80"})
    void aPortStandsBehindBrackets(String address, String text) throws Exception {
        assertThat(new ListenAddress(InetAddress.ofLiteral(address), 80)).hasToString(text);
    }
}
