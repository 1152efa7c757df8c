package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.ConfigException;
import dev.usher.config.ConfigLoader;
import dev.usher.config.Configuration;
import dev.usher.config.Scope;
import dev.usher.server.handler.HandlerName;
import dev.usher.server.handler.HandlerScope;
import dev.usher.server.handler.HandlerSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The directives of the connection cycle: spellings, places, inheritance. */
class HandlerDirectivesTest {
    private static Configuration read(String text) throws ConfigException {
        return ConfigLoader.of(ServerSettings.catalog()).loadText(Path.of("/tmp/usher.conf"), text);
    }

    private static List<String> words(List<HandlerName> names) {
        return names.stream().map(HandlerName::toString).toList();
    }

    @Test
    void theSeedsBlockOfTheSocketParsesAsPrinted() throws ConfigException {
        Configuration read = read("""
                Listen 8010
                <VirtualHost _default_:8010>
                    PerlModule                   MyApache::EchoSocket
                    PerlProcessConnectionHandler MyApache::EchoSocket
                </VirtualHost>
                """);
        Scope host = read.main().children(ServerSettings.VIRTUAL_HOST).getFirst();
        assertThat(words(host.get(HandlerSettings.MODULE))).containsExactly("MyApache::EchoSocket");
        assertThat(words(host.get(HandlerSettings.PROCESS_CONNECTION))).containsExactly("MyApache::EchoSocket");
    }

    @Test
    void theSeedsBlockOfBrigadesParsesAsPrinted() throws ConfigException {
        Configuration read = read("""
                Listen 8011
                <VirtualHost _default_:8011>
                    PerlModule                   MyApache::EchoBB
                    PerlProcessConnectionHandler MyApache::EchoBB
                    PerlOutputFilterHandler      MyApache::EchoBB::lowercase_filter
                </VirtualHost>
                """);
        Scope host = read.main().children(ServerSettings.VIRTUAL_HOST).getFirst();
        assertThat(words(host.get(HandlerSettings.OUTPUT_FILTER)))
                .containsExactly("MyApache::EchoBB::lowercase_filter");
    }

    @Test
    void theSeedsScopeLineParsesAsPrinted() throws ConfigException {
        assertThat(read("PerlInterpScope connection\n").main().get(HandlerSettings.HANDLER_SCOPE))
                .isEqualTo(HandlerScope.CONNECTION);
    }

    @ParameterizedTest
    @CsvSource({
        "PreConnectionHandler,Location /a",
        "PreConnectionHandler,LocationMatch ^/a",
        "PreConnectionHandler,Directory /a",
        "PreConnectionHandler,DirectoryMatch ^/a",
        "PreConnectionHandler,Files a",
        "PreConnectionHandler,FilesMatch a",
        "ProcessConnectionHandler,Location /a",
        "ProcessConnectionHandler,LocationMatch ^/a",
        "ProcessConnectionHandler,Directory /a",
        "ProcessConnectionHandler,DirectoryMatch ^/a",
        "ProcessConnectionHandler,Files a",
        "ProcessConnectionHandler,FilesMatch a",
        "PerlPreConnectionHandler,Location /a",
        "PerlProcessConnectionHandler,FilesMatch a"
    })
    void aPhaseInASectionOfPathsIsOutOfItsScope(String directive, String section) {
        String name = section.substring(0, section.indexOf(' '));
        assertThatThrownBy(() -> read("<" + section + ">\n" + directive + " A::B\n</" + name + ">\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("usher.conf:2: " + directive + " is not allowed in <" + name
                        + ">; it belongs in: the main server, <VirtualHost> (scope SRV)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Location /a", "FilesMatch a", "Directory /a"})
    void filtersMayStandInASectionOfPaths(String section) throws ConfigException {
        String name = section.substring(0, section.indexOf(' '));
        Configuration read =
                read("<" + section + ">\nInputFilterHandler A::B\nPerlOutputFilterHandler A::C D\n</" + name + ">\n");
        Scope place = read.main().children().getFirst();
        assertThat(words(place.get(HandlerSettings.INPUT_FILTER))).containsExactly("A::B");
        assertThat(words(place.get(HandlerSettings.OUTPUT_FILTER))).containsExactly("A::C", "D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HandlerPath /h", "ModulePath /m"})
    void pathsAreTheMainServersOnly(String line) {
        assertThatThrownBy(() -> read("<VirtualHost *:80>\n" + line + "\n</VirtualHost>\n"))
                .hasMessageContaining("it belongs in: the main server");
    }

    /** What a configuration wraps its Perl lines in: they mean something here, so they count. */
    @ParameterizedTest
    @ValueSource(strings = {"mod_perl.c", "perl_module"})
    void ifModuleOfModPerlHolds(String module) throws ConfigException {
        Configuration read = read("<IfModule " + module + ">\nPerlProcessConnectionHandler My::Echo\n</IfModule>\n"
                + "<IfModule !" + module + ">\nNothing of this counts\n</IfModule>\n");
        assertThat(words(read.main().get(HandlerSettings.PROCESS_CONNECTION))).containsExactly("My::Echo");
    }

    @Test
    void eachLineOfHandlerPathCounts() throws ConfigException {
        assertThat(read("HandlerPath /a\nHandlerPath b\n").main().get(HandlerSettings.HANDLER_PATH))
                .containsExactly(Path.of("/a"), Path.of("b"));
    }

    @Test
    void reloadIsOffAndTheServersObjectsServeUnlessSaidOtherwise() throws ConfigException {
        Configuration read = read("");
        assertThat(read.main().get(HandlerSettings.RELOAD)).isFalse();
        assertThat(read.main().get(HandlerSettings.HANDLER_SCOPE)).isEqualTo(HandlerScope.SERVER);
    }

    @Test
    void anotherScopeIsRefused() {
        assertThatThrownBy(() -> read("HandlerScope request\n"))
                .hasMessageContaining("HandlerScope must be one of connection, server");
    }

    @Test
    void aNameThatCannotBeIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("\nPerlProcessConnectionHandler My-Class\n"))
                .hasMessageContaining("usher.conf:2: PerlProcessConnectionHandler must be a handler's name")
                .hasMessageContaining("My-Class");
    }
}
