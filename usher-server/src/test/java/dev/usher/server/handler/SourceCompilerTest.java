package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a source that cannot be compiled. */
class SourceCompilerTest {
    @TempDir
    Path temp;

    private Sources sources;

    @BeforeEach
    void makeFolder() throws IOException {
        sources = new Sources(temp);
    }

    private SourceCompiler compiler(java.util.function.Supplier<javax.tools.JavaCompiler> jdk) {
        return new SourceCompiler(
                List.of(sources.handlers()),
                List.of(),
                getClass().getClassLoader(),
                new SourceTrust(ThisProcess.effectiveUid()),
                jdk);
    }

    private Compilation compile(Path... files) {
        return compiler(javax.tools.ToolProvider::getSystemJavaCompiler).compile(List.of(files));
    }

    @Test
    void anErrorHasFileLineAndColumn() throws IOException {
        Path file = sources.write("A/B.java", "package A;\npublic class B {\n    int x = y;\n}\n");
        assertThat(compile(file).message())
                .isEqualTo(file + ":3:13: cannot find symbol; symbol:   variable y; location: class A.B");
    }

    @Test
    void eachErrorHasALineOfItsOwn() throws IOException {
        Path file = sources.write("B.java", "class B {\n int x = y;\n int z = w;\n}\n");
        assertThat(compile(file).message().lines()).hasSize(2).allMatch(line -> line.startsWith(file + ":"));
    }

    @Test
    void ofManyErrorsTwentyAreShown() throws IOException {
        Path file = sources.write("B.java", "class B {\n" + " int x = y;\n".repeat(30) + "}\n");
        assertThat(compile(file).message().lines())
                .hasSize(21)
                .last()
                .asString()
                .matches("and \\d+ more errors");
    }

    @Test
    void anErrorInAnotherSourceNamesThatOne() throws IOException {
        Path helper = sources.write("Helper.java", "class Helper { int x = }\n");
        Path file = sources.write("B.java", "class B { Helper h; }\n");
        assertThat(compile(file).message()).startsWith(helper + ":1:24: illegal start of expression");
    }

    @Test
    void warningsAreNoErrors() throws IOException {
        Path file = sources.write("B.java", "class B { java.util.List raw = new java.util.ArrayList(); }\n");
        assertThat(compile(file).failure()).isNull();
    }

    @Test
    void aPublicClassOfAnotherNameThanItsFileIsAnError() throws IOException {
        Path file = sources.write("B.java", "public class C {}\n");
        assertThat(compile(file).message()).startsWith(file + ":1:8: ").contains("C.java");
    }

    @Test
    void aJreIsSaidToNeedAJdk() throws IOException {
        Path file = sources.write("B.java", "class B {}\n");
        assertThat(compiler(() -> null).compile(List.of(file)).message())
                .contains("has no compiler")
                .contains("need a JDK");
    }

    @Test
    void aSourceThatIsNotUtf8IsRefused() throws IOException {
        Path file =
                Files.write(sources.file("B.java"), "class B { /* \u00e9 */ }".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(compile(file).message()).isEqualTo(file + " is not UTF-8");
    }

    @Test
    void aSourceOfOverFourMegabytesIsRefused() throws IOException {
        Path file = Files.writeString(sources.file("B.java"), " ".repeat((4 << 20) + 1));
        assertThat(compile(file).message()).isEqualTo(file + " has 4194305 bytes; a source may have 4194304");
    }

    @Test
    void aSourceThatOthersMayWriteIsNotCompiled() throws IOException {
        Path file = sources.write("B.java", "class B {}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Compilation refused = compile(file);
        assertThat(refused.classes()).isEmpty();
        assertThat(refused.message()).startsWith(file + " (owner uid ").contains("mode 0666");
    }

    @Test
    void aSourceThatIsOnlyUsedMustBeTrustedToo() throws IOException {
        Path helper = sources.write("Helper.java", "class Helper {}\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path file = sources.write("B.java", "class B { Helper h; }\n");
        assertThat(compile(file).message()).startsWith(helper + " (owner uid ");
    }

    @Test
    void whatIsNoRegularFileIsNotRead() throws IOException {
        Path helper = Files.createDirectory(sources.file("Helper.java"));
        Path file = sources.write("B.java", "class B { Helper h; }\n");
        assertThat(compile(file).message()).isEqualTo(helper + " is no regular file");
    }

    @Test
    void aDeepExpressionDoesNotEndTheCompiler() throws IOException {
        Path file = sources.write("B.java", "class B { int x = " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + "; }");
        assertThat(compile(file).failure()).isNull();
    }

    @Test
    void whatWasReadAndNothingElseIsNoted() throws IOException {
        Path helper = sources.write("Helper.java", "class Helper {}\n");
        sources.write("Stranger.java", "class Stranger {}\n");
        Path file = sources.write("B.java", "class B { Helper h; }\n");
        Compilation made = compile(file);
        assertThat(made.read()).containsOnlyKeys(file, helper);
        assertThat(made.classes()).containsOnlyKeys("B", "Helper");
    }
}
