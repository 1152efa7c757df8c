package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.PreConnectionHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a name leads: the class path, the jars of ModulePath, the sources below HandlerPath. */
public class HandlerLibraryTest {
    @TempDir
    Path temp;

    private Sources sources;

    @BeforeEach
    void makeFolder() throws IOException {
        sources = new Sources(temp);
    }

    /** Handlers of the class path. */
    public static class OnClassPath implements PreConnectionHandler {
        @Override
        public Outcome handle(
                dev.usher.server.connection.Connection connection, dev.usher.server.connection.ClientSocket socket) {
            return Outcome.DONE;
        }
    }

    private Outcome said(HandlerLibrary library, String name) throws Exception {
        return Sources.make(library, name, PreConnectionHandler.class).handle(null, null);
    }

    private void isNotFoundWith(String config, String name, String... because) throws IOException {
        try (HandlerLibrary library = sources.library(config)) {
            assertThatThrownBy(() -> said(library, name))
                    .isInstanceOf(HandlerException.class)
                    .hasMessageStartingWith(name + ": ")
                    .hasMessageContainingAll(because);
        }
    }

    private void isNotFound(String name, String... because) throws IOException {
        isNotFoundWith("HandlerPath handlers\n", name, because);
    }

    @Test
    void aPerlNameIsASourceBelowHandlerPath() throws Exception {
        sources.writeSaying("MyApache/EchoSocket.java", "DONE");
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "MyApache::EchoSocket")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "MyApache.EchoSocket")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aSourceIsCompiledOnceForAllItsNames() throws Exception {
        sources.writeSaying("MyApache/EchoSocket.java", "DONE");
        try (HandlerLibrary library = sources.library()) {
            assertThat(library.compilations()).as("before it is used").isZero();
            assertThat(said(library, "MyApache::EchoSocket")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "MyApache::EchoSocket::handler")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "MyApache/EchoSocket.java")).isEqualTo(Outcome.DONE);
            assertThat(library.compilations()).isEqualTo(1);
        }
    }

    @Test
    void manyFirstUsersCompileOnce() throws Exception {
        sources.writeSaying("MyApache/EchoSocket.java", "DONE");
        try (HandlerLibrary library = sources.library()) {
            List<Thread> users = new ArrayList<>();
            Queue<Outcome> heard = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 20; i++) {
                users.add(Thread.ofVirtual().start(() -> {
                    try {
                        heard.add(said(library, "MyApache::EchoSocket"));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (Thread user : users) {
                assertThat(user.join(Duration.ofSeconds(30))).isTrue();
            }
            assertThat(heard).hasSize(20).containsOnly(Outcome.DONE);
            assertThat(library.compilations()).isEqualTo(1);
        }
    }

    @Test
    void theFirstFolderOfHandlerPathCounts() throws Exception {
        sources.writeSaying("Echo.java", "OK");
        sources.write("second/Echo.java", "public class Echo {}");
        try (HandlerLibrary library = sources.library("HandlerPath handlers\nHandlerPath handlers/second\n")) {
            assertThat(said(library, "Echo")).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void aMethodIsFoundByItsName() throws Exception {
        sources.write("A/B.java", """
                package A;
                import dev.usher.server.connection.*;
                public class B {
                    public Outcome look(Connection c) { return Outcome.DONE; }
                }
                """);
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "A::B::look")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "A.B::look")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void anUnderscoreFindsTheCamelsHump() throws Exception {
        sources.write("A/B.java", """
                package A;
                import dev.usher.server.connection.*;
                public class B {
                    public static Outcome lookTwice(Connection c) { return Outcome.DONE; }
                }
                """);
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "A::B::look_twice")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aNestedClassIsFoundByItsName() throws Exception {
        sources.write("A/B.java", """
                package A;
                import dev.usher.server.connection.*;
                public class B {
                    public static class Inner implements PreConnectionHandler {
                        public Outcome handle(Connection c, ClientSocket s) { return Outcome.DONE; }
                    }
                }
                """);
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "A::B::Inner")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "A.B$Inner")).isEqualTo(Outcome.DONE);
            assertThat(said(library, "A/B.java::Inner")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aFileBelowHandlerPathIsFoundWithItsPackage() throws Exception {
        sources.writeSaying("MyApache/Gate.java", "DONE");
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "MyApache/Gate.java")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aFileIsFoundByItsWholePathWithoutHandlerPath() throws Exception {
        Path file = sources.writeSaying("Gate.java", "DONE");
        try (HandlerLibrary library = sources.library("")) {
            assertThat(said(library, file.toString())).isEqualTo(Outcome.DONE);
            assertThat(said(library, file + "::handler")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aFileBesideTheConfigurationIsFound() throws Exception {
        Path file = sources.writeSaying("Gate.java", "DONE");
        Files.move(file, file.getParent().resolveSibling("Gate.java"));
        try (HandlerLibrary library = sources.library("")) {
            assertThat(said(library, "Gate.java")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void theClassPathComesFirst() throws Exception {
        String name = OnClassPath.class.getName();
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, name)).isEqualTo(Outcome.DONE);
            assertThat(said(library, HandlerLibraryTest.class.getName().replace(".", "::") + "::OnClassPath"))
                    .isEqualTo(Outcome.DONE);
            assertThat(library.compilations()).isZero();
        }
    }

    @Test
    void aJarOfModulePathHasHandlersToo() throws Exception {
        Path jar = jar("gate.jar");
        try (HandlerLibrary library = sources.library("ModulePath " + jar + "\n")) {
            assertThat(said(library, "jarred::Gate")).isEqualTo(Outcome.DONE);
            assertThat(library.compilations()).isZero();
        }
    }

    @Test
    void aFolderOfModulePathMeansItsJars() throws Exception {
        Path jar = jar("gate.jar");
        try (HandlerLibrary library = sources.library("ModulePath " + jar.getParent() + "\n")) {
            assertThat(said(library, "jarred.Gate")).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aSourceMayUseAJar() throws Exception {
        Path jar = jar("gate.jar");
        sources.write("Twice.java", """
                import dev.usher.server.connection.*;
                public class Twice extends jarred.Gate {}
                """);
        try (HandlerLibrary library = sources.library("HandlerPath handlers\nModulePath " + jar + "\n")) {
            assertThat(said(library, "Twice")).isEqualTo(Outcome.DONE);
        }
    }

    /** A jar with a class that this very library has compiled. */
    private Path jar(String name) throws IOException {
        Path source = sources.writeSaying("jarred/Gate.java", "DONE");
        Path jar = Files.createDirectories(temp.resolve("modules")).resolve(name);
        SourceCompiler compiler = new SourceCompiler(
                java.util.List.of(sources.handlers()),
                java.util.List.of(),
                getClass().getClassLoader(),
                new SourceTrust(dev.usher.fd.ThisProcess.effectiveUid()));
        Compilation compiled = compiler.compile(java.util.List.of(source));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var made : compiled.classes().entrySet()) {
                out.putNextEntry(new JarEntry(made.getKey().replace('.', '/') + ".class"));
                out.write(made.getValue().bytes());
            }
        }
        Files.delete(source);
        return jar;
    }

    private void isRefusedAsOpenToOthers(String entry, Path because) {
        assertThatThrownBy(() -> sources.library("ModulePath " + entry + "\n"))
                .isInstanceOf(HandlerException.class)
                .hasMessageStartingWith("ModulePath " + entry + ": " + because + " (owner uid ")
                .hasMessageContaining("may be changed by others than root and the server's user")
                .hasMessageEndingWith("chmod go-w " + because);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aJarThatOthersMayWriteIsRefused() throws Exception {
        Path jar = jar("gate.jar");
        mode(jar, "rw-rw-r--");
        isRefusedAsOpenToOthers(jar.toString(), jar);
    }

    @Test
    void aJarInAFolderThatOthersMayWriteIsRefused() throws Exception {
        Path jar = jar("gate.jar");
        mode(jar.getParent(), "rwxrwxrwx");
        isRefusedAsOpenToOthers(jar.toString(), jar.getParent());
    }

    @Test
    void aFolderWithAJarThatOthersMayWriteIsRefused() throws Exception {
        Path jar = jar("gate.jar");
        mode(jar, "rw-r--rw-");
        isRefusedAsOpenToOthers(jar.getParent().toString(), jar);
    }

    @Test
    void aFolderWithAFolderOfClassesThatOthersMayWriteIsRefused() throws Exception {
        Path folder = jar("gate.jar").getParent();
        Path classes = Files.createDirectories(folder.resolve("my/classes"));
        mode(classes, "rwxrwxr-x");
        isRefusedAsOpenToOthers(folder.toString(), classes);
    }

    /** Sticky: nobody exchanges a file of ours there, but everybody may add one. */
    @Test
    void aStickyFolderIsNoPlaceForModules() throws Exception {
        assumeThat(Path.of("/tmp")).isDirectory();
        assertThatThrownBy(() -> sources.library("ModulePath /tmp\n")).hasMessageStartingWith("ModulePath /tmp: /tmp");
    }

    @Test
    void aLinkToAJarThatOthersMayWriteIsRefused() throws Exception {
        Path jar = jar("gate.jar");
        mode(jar, "rw-rw-rw-");
        Path link = Files.createSymbolicLink(temp.resolve("link.jar"), jar);
        isRefusedAsOpenToOthers(link.toString(), jar);
    }

    @Test
    void aJarThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> sources.library("ModulePath no.jar\n"))
                .isInstanceOf(HandlerException.class)
                .hasMessageContaining("no.jar is neither a jar nor a folder");
    }

    @Test
    void aNameThatIsNowhereSaysWhatWasLookedFor() throws Exception {
        isNotFound(
                "MyApache::EchoSocket",
                "there is no such handler",
                "MyApache/EchoSocket.class on the class path",
                sources.file("MyApache/EchoSocket.java").toString(),
                sources.file("MyApache.java").toString());
    }

    @Test
    void withoutHandlerPathTheMessageSaysSo() throws Exception {
        isNotFoundWith("", "MyApache::EchoSocket", "no HandlerPath is set");
    }

    @Test
    void aFileThatIsNowhereSaysWhatWasLookedFor() throws Exception {
        isNotFound(
                "x/Gate.java",
                sources.file("x/Gate.java").toString(),
                temp.toRealPath().resolve("x/Gate.java").toString());
    }

    @Test
    void aMemberOfAFileThatIsNowhereIsNotLookedForElsewhere() throws Exception {
        sources.writeSaying("Other/Gate.java", "OK");
        isNotFound("x/Gate.java::handler", sources.file("x/Gate.java").toString());
    }

    @Test
    void aSourceInTheWrongPackageSaysSo() throws Exception {
        Path file = sources.write("A/B.java", "public class B {}");
        isNotFound("A::B", file + " has no class A.B", "package");
    }

    @Test
    void aMemberThatIsNotThereSaysWhichAre() throws Exception {
        sources.writeSaying("A/B.java", "OK");
        isNotFound("A::B::lowercase", "A.B has no public method and no nested class 'lowercase'", "handler");
    }

    @Test
    void aMethodThatIsNotPublicIsSaidSo() throws Exception {
        sources.write("A/B.java", "package A; public class B { static void quiet() {} }");
        isNotFound("A::B::quiet", "A.B.quiet is not public");
    }

    @Test
    void twoClassesOfOneSourceSeeEachOther() throws Exception {
        sources.write("A/Shared.java", "package A; class Shared { static int calls; }");
        sources.write("A/B.java", """
                package A;
                import dev.usher.server.connection.*;
                public class B {
                    public static Outcome handler(Connection c) {
                        return ++Shared.calls > 1 ? Outcome.DONE : Outcome.OK;
                    }
                }
                """);
        sources.write("A/C.java", Files.readString(sources.file("A/B.java")).replace("class B", "class C"));
        try (HandlerLibrary library = sources.library()) {
            assertThat(said(library, "A::B")).isEqualTo(Outcome.OK);
            assertThat(said(library, "A::C"))
                    .as("the same class for both handlers")
                    .isEqualTo(Outcome.DONE);
            assertThat(library.find(Sources.name("A::B")).type().getClassLoader())
                    .isSameAs(library.find(Sources.name("A::C")).type().getClassLoader());
        }
    }

    @Test
    void aSourceThatJoinsTwoOthersSharesTheClassesOfBoth() throws Exception {
        sources.write("A/One.java", "package A; public class One {}");
        sources.write("A/Two.java", "package A; public class Two {}");
        sources.write("A/Both.java", "package A; public class Both { One one; Two two; }");
        try (HandlerLibrary library = sources.library()) {
            library.load(Sources.name("A::One"));
            library.load(Sources.name("A::Two"));
            library.load(Sources.name("A::Both"));
            ClassLoader loader = library.find(Sources.name("A::Both")).type().getClassLoader();
            assertThat(library.find(Sources.name("A::One")).type().getClassLoader())
                    .isSameAs(loader);
            assertThat(library.find(Sources.name("A::Two")).type().getClassLoader())
                    .isSameAs(loader);
        }
    }

    @Test
    void aModuleIsInitialisedWhenItIsLoaded() throws Exception {
        sources.write("Early.java", "public class Early { static { System.setProperty(\"usher.early\", \"yes\"); } }");
        try (HandlerLibrary library = sources.library()) {
            library.load(Sources.name("Early"));
            assertThat(System.getProperty("usher.early")).isEqualTo("yes");
        } finally {
            System.clearProperty("usher.early");
        }
    }

    @Test
    void aModuleWhoseInitialiserFailsSaysWhy() throws Exception {
        sources.write("Early.java", "public class Early { static int x = Integer.parseInt(\"no\"); }");
        try (HandlerLibrary library = sources.library()) {
            assertThatThrownBy(() -> library.load(Sources.name("Early")))
                    .hasMessageContaining("Early cannot be initialised")
                    .hasMessageContaining("NumberFormatException");
        }
    }
}
