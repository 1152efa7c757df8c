package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The blocks of the contract's documents parse as printed. */
class PrintedBlocksTest {

    @Test
    void socketHandoffsFourLines() throws ConfigException {
        Configuration read = Sample.read("""
                LoadModule socket_handoff_module modules/mod_socket_handoff.so

                SocketHandoffEnabled On
                SocketHandoffAllowedPrefix /var/run/
                SocketHandoffConnectTimeoutMs 500
                """);
        assertThat(read.main().get(Sample.ENABLED)).isTrue();
        assertThat(read.main().get(Sample.PREFIX)).isEqualTo(Path.of("/var/run/"));
        assertThat(read.main().get(Sample.CONNECT_TIMEOUT)).isEqualTo(500);
        assertThat(read.main().origin(Sample.CONNECT_TIMEOUT)).hasToString("usher.conf:5");
        assertThat(read.notices())
                .hasToString(
                        "[usher.conf:1: notice: LoadModule socket_handoff_module is ignored: what it does is built in]");
    }

    @Test
    void lowerConnectTimeout() throws ConfigException {
        assertThat(Sample.read("SocketHandoffConnectTimeoutMs 100\n").main().get(Sample.CONNECT_TIMEOUT))
                .isEqualTo(100);
    }

    @Test
    void echoOverTheSocket() throws ConfigException {
        Configuration read = Sample.read("""
                Listen 8010
                <VirtualHost _default_:8010>
                    PerlModule                   MyApache::EchoSocket
                    PerlProcessConnectionHandler MyApache::EchoSocket
                </VirtualHost>
                """);
        Scope host = read.main().children(Sample.VIRTUAL_HOST).getFirst();
        assertThat(read.main().get(Sample.LISTEN)).containsExactly("8010");
        assertThat(host.argument(Sample.VIRTUAL_HOST)).containsExactly("_default_:8010");
        assertThat(host.get(Sample.MODULE)).containsExactly("MyApache::EchoSocket");
        assertThat(host.get(Sample.PROCESS_CONNECTION)).isEqualTo("MyApache::EchoSocket");
    }

    @Test
    void echoOverBrigadesWithAFilter() throws ConfigException {
        Configuration read = Sample.read("""
                Listen 8011
                <VirtualHost _default_:8011>
                    PerlModule                   MyApache::EchoBB
                    PerlProcessConnectionHandler MyApache::EchoBB
                    PerlOutputFilterHandler      MyApache::EchoBB::lowercase_filter
                </VirtualHost>
                """);
        Scope host = read.main().children(Sample.VIRTUAL_HOST).getFirst();
        assertThat(host.get(Sample.OUTPUT_FILTER)).containsExactly("MyApache::EchoBB::lowercase_filter");
    }

    @Test
    void interpreterScope() throws ConfigException {
        assertThat(Sample.read("PerlInterpScope connection\n").main().get(Sample.SCOPE))
                .isEqualTo("connection");
    }

    @Test
    void doorAndSeatInOneFile() throws ConfigException {
        Configuration read = Sample.read("""
                Listen 127.0.0.1:18080
                DocumentRoot /srv/site
                <FilesMatch "\\.php$">
                    SetHandler "proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost"
                </FilesMatch>
                SocketHandoffAllowedPrefix /srv/run/
                <StreamingDaemon /srv/run/streaming-daemon.sock>
                    Backend mock
                    MessageDelay 20ms
                </StreamingDaemon>
                """);
        Scope php = read.main().children(Sample.FILES_MATCH).getFirst();
        Scope seat = read.main().children(Sample.DAEMON_SECTION).getFirst();
        assertThat(php.argument(Sample.FILES_MATCH)).isEqualTo("\\.php$");
        assertThat(php.get(Sample.SET_HANDLER)).isEqualTo("proxy:unix:/srv/run/php-fpm.sock|fcgi://localhost");
        assertThat(seat.argument(Sample.DAEMON_SECTION)).isEqualTo(Path.of("/srv/run/streaming-daemon.sock"));
        assertThat(seat.get(Sample.MESSAGE_DELAY)).isEqualTo(Duration.ofMillis(20));
        assertThat(seat.origin(Sample.MESSAGE_DELAY)).hasToString("usher.conf:9");
    }
}
