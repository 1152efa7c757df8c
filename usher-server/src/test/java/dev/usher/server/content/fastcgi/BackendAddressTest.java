package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.BadValue;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost",
                "proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost/",
                "proxy:unix:/srv/run/php-fpm.sock|fcgi://any-name",
                "Proxy:Unix:/srv/run/php-fpm.sock|FCGI://localhost"
            })
    void aUnixSocket(String handler) throws BadValue {
        assertThat(BackendAddress.parse(handler)).isEqualTo(new BackendAddress.Unix(Path.of("/srv/run/php-fpm.sock")));
    }

    @ParameterizedTest
    @CsvSource({
        "proxy:fcgi://127.0.0.1:9000, 127.0.0.1, 9000",
        "proxy:fcgi://127.0.0.1:9000/, 127.0.0.1, 9000",
        "proxy:fcgi://[::1]:9001, 0:0:0:0:0:0:0:1, 9001",
        "proxy:fcgi://127.0.0.1, 127.0.0.1, 8000"
    })
    void aTcpPort(String handler, String address, int port) throws BadValue {
        BackendAddress.Tcp tcp = (BackendAddress.Tcp) BackendAddress.parse(handler);
        assertThat(tcp.address().getAddress().getHostAddress()).isEqualTo(address);
        assertThat(tcp.address().getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy:http://127.0.0.1:8080",
                "proxy:unix:/x.sock|http://localhost",
                "proxy:balancer://cluster",
            })
    void aReverseProxyComesLaterAndIsRefusedClearly(String handler) {
        assertThatThrownBy(() -> BackendAddress.parse(handler))
                .isInstanceOfSatisfying(
                        BadValue.class,
                        e -> assertThat(e.requirement()).contains("comes later").contains("fcgi://"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy:unix:relative.sock|fcgi://localhost",
                "proxy:unix:/x.sock|fcgi://localhost/path",
                "proxy:fcgi://127.0.0.1:9000/path",
                "proxy:fcgi://user@127.0.0.1:9000",
                "proxy:fcgi://127.0.0.1:70000",
                "proxy:fcgi://127.0.0.1:0",
                "proxy:fcgi://",
                "proxy:unix:/x.sock|fcgi://a|fcgi://b"
            })
    void whatIsNoAddressIsRefused(String handler) {
        assertThatThrownBy(() -> BackendAddress.parse(handler)).isInstanceOf(BadValue.class);
    }

    @Test
    void aHostWithoutAnAddressIsAnErrorAtStart() {
        assertThatThrownBy(() -> BackendAddress.parse("proxy:fcgi://no-such-host.invalid:9000"))
                .isInstanceOfSatisfying(
                        BadValue.class, e -> assertThat(e.requirement()).contains("no-such-host.invalid"));
    }
}
