package dev.usher.server.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.usher.config.Catalog;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Context;
import dev.usher.config.Scope;
import dev.usher.config.SectionType;
import dev.usher.config.Setting;
import dev.usher.config.ValueTypes;
import dev.usher.config.Values;
import dev.usher.handoff.OfferLimits;
import dev.usher.handoff.OfferLimits.SocketChoice;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HandoffSettingsTest {
    private static final SectionType<List<String>> VIRTUAL_HOST = SectionType.of("VirtualHost", ValueTypes.words())
            .in(Context.SERVER)
            .opens(Context.VHOST)
            .help("A host.");

    static Scope read(String text) throws ConfigException {
        Catalog catalog = Catalog.builder()
                .settings(HandoffSettings.ALL)
                .sections(VIRTUAL_HOST)
                .build();
        return ConfigLoader.of(catalog).loadText(Path.of("t.conf"), text).main();
    }

    static OfferLimits limits() {
        return HandoffPolicy.of(Values.defaults()).limits();
    }

    static HandoffPolicy policy(String text) throws ConfigException {
        return HandoffPolicy.of(read(text).values());
    }

    @Test
    void theSeedsBlockIsReadAsPrinted() throws Exception {
        HandoffPolicy policy = policy("""
                LoadModule socket_handoff_module modules/mod_socket_handoff.so

                SocketHandoffEnabled On
                SocketHandoffAllowedPrefix /var/run/
                SocketHandoffConnectTimeoutMs 500
                """);
        assertThat(policy.enabled()).isTrue();
        assertThat(policy.prefix()).hasToString("/var/run/");
        assertThat(policy.limits().connectTimeoutMillis()).isEqualTo(500);
    }

    @Test
    void theDefaultsAreTheSeedsAndTheReferences() throws Exception {
        HandoffPolicy policy = policy("");
        assertThat(policy.enabled()).isTrue();
        assertThat(policy.prefix()).hasToString("/var/run/");
        assertThat(policy.limits().connectTimeoutMillis()).isEqualTo(500);
        assertThat(policy.limits().sendTimeoutMillis()).isEqualTo(200);
        assertThat(policy.limits().maxRetries()).isEqualTo(2);
        assertThat(policy.limits().socketType()).isEqualTo(SocketChoice.AUTO);
        assertThat(policy.limits().seatOfUid().test(12_345)).isTrue();
        assertThat(policy.limits().streamOfUid().test(12_345)).isTrue();
    }

    @Test
    void aVirtualHostThatSetsOneKeepsTheOthers() throws Exception {
        Scope main = read("""
                SocketHandoffAllowedPrefix /srv/run/
                SocketHandoffMaxRetries 7
                SocketHandoffEnabled Off
                <VirtualHost *:80>
                    SocketHandoffConnectTimeoutMs 100
                </VirtualHost>
                """);
        HandoffPolicy host = HandoffPolicy.of(main.children().getFirst().values());
        assertThat(host.limits().connectTimeoutMillis()).isEqualTo(100);
        assertThat(host.prefix()).hasToString("/srv/run/");
        assertThat(host.limits().maxRetries()).isEqualTo(7);
        assertThat(host.enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "SocketHandoffConnectTimeoutMs, 0, between 1 and 60000",
        "SocketHandoffConnectTimeoutMs, 60001, between 1 and 60000",
        "SocketHandoffConnectTimeoutMs, -1, between 1 and 60000",
        "SocketHandoffSendTimeoutMs, 0, between 1 and 60000",
        "SocketHandoffSendTimeoutMs, 99999999999999999999, between 1 and 60000",
        "SocketHandoffMaxRetries, 11, between 0 and 10",
        "SocketHandoffMaxRetries, -1, between 0 and 10",
    })
    void outOfRangeIsAnError(String directive, String value, String range) {
        assertThat(catchThrowable(() -> read(directive + " " + value)))
                .hasMessageContaining("t.conf:1: " + directive + " must be " + range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SocketHandoffConnectTimeoutMs 1",
                "SocketHandoffConnectTimeoutMs 60000",
                "SocketHandoffMaxRetries 0",
                "SocketHandoffMaxRetries 10",
                "SocketHandoffSocketType SeqPacket",
                "SocketHandoffSocketType stream",
                "SocketHandoffAllowedPrefix /",
            })
    void theBordersAreGood(String line) throws Exception {
        assertThat(policy(line)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SocketHandoffConnectTimeoutMs 5x",
                "SocketHandoffConnectTimeoutMs 500ms",
                "SocketHandoffConnectTimeoutMs",
                "SocketHandoffEnabled Maybe",
                "SocketHandoffSocketType dgram",
                "SocketHandoffAllowedPrefix run/",
                "SocketHandoffAllowedPrefix \"\"",
                "SocketHandoffPeerUsers no-such-user-here",
                "SocketHandoffPeerUsers 4294967296",
            })
    void nonsenseIsAnErrorThatNamesTheDirective(String line) {
        assertThat(catchThrowable(() -> read(line)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(line.split(" ", 2)[0]);
    }

    @Test
    void peerUsersAreNamesAndNumbersAndEverybodyElseIsAStranger() throws Exception {
        HandoffPolicy policy = policy("SocketHandoffPeerUsers root 65000");
        assertThat(policy.limits().seatOfUid().test(0)).isTrue();
        assertThat(policy.limits().streamOfUid().test(0)).isTrue();
        assertThat(policy.limits().seatOfUid().test(65_000)).isTrue();
        assertThat(policy.limits().seatOfUid().test(65_001)).isFalse();
    }

    @Test
    void allSettingsHaveNamesOfTheirOwn() {
        assertThat(HandoffSettings.ALL)
                .extracting(Setting::name)
                .doesNotHaveDuplicates()
                .hasSize(7);
    }
}
