package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.BadValue;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a name in a configuration may mean. */
class HandlerNameTest {

    @Test
    void perlsNameIsAClassOrAMemberOfTheOneBefore() throws BadValue {
        HandlerName name = HandlerName.parse("MyApache::EchoBB::lowercase_filter");
        assertThat(name.className()).isEqualTo("MyApache.EchoBB.lowercase_filter");
        assertThat(name.owner()).isEqualTo("MyApache.EchoBB");
        assertThat(name.member()).isEqualTo("lowercase_filter");
        assertThat(name.file()).isNull();
        assertThat(name).hasToString("MyApache::EchoBB::lowercase_filter");
    }

    @Test
    void javasNameIsAClass() throws BadValue {
        HandlerName name = HandlerName.parse("my.apache.Echo$Inner");
        assertThat(name.className()).isEqualTo("my.apache.Echo$Inner");
        assertThat(name.owner()).isNull();
        assertThat(name.member()).isNull();
    }

    @Test
    void javasNameMayHaveAMethodBehindColons() throws BadValue {
        HandlerName name = HandlerName.parse("my.apache.Echo::greet");
        assertThat(name.owner()).isEqualTo("my.apache.Echo");
        assertThat(name.member()).isEqualTo("greet");
    }

    @Test
    void aClassWithoutAPackageHasNoMember() throws BadValue {
        HandlerName name = HandlerName.parse("Echo");
        assertThat(name.className()).isEqualTo("Echo");
        assertThat(name.owner()).isNull();
    }

    @Test
    void aFileIsTheClassItIsNamedFor() throws BadValue {
        HandlerName name = HandlerName.parse("handlers/MyEcho.java");
        assertThat(name.file()).isEqualTo(Path.of("handlers/MyEcho.java"));
        assertThat(name.className()).isEqualTo("MyEcho");
        assertThat(name.member()).isNull();
    }

    @Test
    void aFileMayHaveAMember() throws BadValue {
        HandlerName name = HandlerName.parse("/srv/h/MyEcho.java::greet");
        assertThat(name.file()).isEqualTo(Path.of("/srv/h/MyEcho.java"));
        assertThat(name.member()).isEqualTo("greet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "::",
                "a::",
                "::a",
                "a:b",
                "a..b",
                "a.",
                "1a",
                "a b",
                "../a",
                "a->b",
                ".java",
                "a.java::",
                "a.java::b::c",
                "a.java::1",
                "a-b",
                "my-handler.java",
                "sub { 1 }",
                "a.class/b"
            })
    void whatNoHandlerCanBeCalledIsRefused(String word) {
        assertThatThrownBy(() -> HandlerName.parse(word))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("Some::Class, some.Class, Some::Class::method, FILE.java or FILE.java::Name");
    }

    @Test
    void aFileWithANulIsRefused() {
        assertThatThrownBy(() -> HandlerName.parse("a\0b/C.java")).isInstanceOf(BadValue.class);
    }
}
