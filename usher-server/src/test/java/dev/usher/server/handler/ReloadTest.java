package dev.usher.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.connection.Outcome;
import dev.usher.server.connection.PreConnectionHandler;
import dev.usher.server.content.Recorded;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of a source leads to, and what it does not. */
class ReloadTest {
    private static final String GATE = "My::Gate";

    @TempDir
    Path temp;

    private Sources sources;
    private HandlerLibrary library;
    private Recorded log;

    @BeforeEach
    void open() throws IOException {
        sources = new Sources(temp);
        sources.writeSaying("My/Gate.java", "OK");
        library = sources.library();
        log = Recorded.of("handler");
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        library.close();
    }

    private Outcome said() throws Exception {
        return Sources.make(library, GATE, PreConnectionHandler.class).handle(null, null);
    }

    @Test
    void aChangedSourceCountsFromTheNextLookOn() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.writeSaying("My/Gate.java", "DONE");
        assertThat(said()).as("nobody has looked yet").isEqualTo(Outcome.OK);
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
        assertThat(library.compilations()).isEqualTo(2);
    }

    @Test
    void anUnchangedSourceIsNotCompiledAgain() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        library.refresh();
        library.refresh();
        assertThat(library.compilations()).isEqualTo(1);
    }

    @Test
    void aSourceChangedInPlaceIsNoticedByItsTime() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        Path file = sources.file("My/Gate.java");
        Files.writeString(file, Files.readString(file).replace("Outcome.OK", "Outcome.NO".replace("NO", "DONE")));
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void aChangeOfAUsedSourceIsAChange() throws Exception {
        sources.write("My/Word.java", """
                package My;
                class Word {
                    static final dev.usher.server.connection.Outcome WORD = dev.usher.server.connection.Outcome.OK;
                }
                """);
        sources.write("My/Gate.java", """
                package My;
                import dev.usher.server.connection.*;
                public class Gate {
                    public Outcome handler(Connection c) { return Word.WORD; }
                }
                """);
        assertThat(said()).isEqualTo(Outcome.OK);
        Path word = sources.file("My/Word.java");
        sources.write("My/Word.java", Files.readString(word).replace("Outcome.OK", "Outcome.DONE"));
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void manyConnectionsAtOnceCompileOnce() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.writeSaying("My/Gate.java", "DONE");
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> connections = new ArrayList<>();
        List<Outcome> heard = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 50; i++) {
            connections.add(Thread.ofVirtual().start(() -> {
                try {
                    begin.await();
                    library.refresh();
                    heard.add(said());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        begin.countDown();
        for (Thread connection : connections) {
            assertThat(connection.join(java.time.Duration.ofSeconds(30))).isTrue();
        }
        assertThat(heard).hasSize(50).containsOnly(Outcome.DONE);
        assertThat(library.compilations()).isEqualTo(2);
    }

    @Test
    void whatDoesNotCompileLeavesTheLastGoodVersion() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        Path file = sources.write("My/Gate.java", "package My;\npublic class Gate {\n  oops\n}\n");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.OK);
        log.await(file + ":3:7: <identifier> expected");
        log.await("the last good version serves on");
    }

    @Test
    void whatDoesNotCompileIsTriedOnceAChange() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.write("My/Gate.java", "oops");
        library.refresh();
        long written = log.characters();
        library.refresh();
        library.refresh();
        assertThat(library.compilations()).isEqualTo(2);
        assertThat(log.characters()).as("the log is not filled").isEqualTo(written);
        sources.write("My/Gate.java", "oops again");
        library.refresh();
        assertThat(library.compilations()).isEqualTo(3);
        assertThat(log.characters()).isGreaterThan(written);
        sources.writeSaying("My/Gate.java", "DONE");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void aSourceThatWasMissingMendsAFailureThatNamedIt() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.write("My/Gate.java", """
                package My;
                import dev.usher.server.connection.*;
                public class Gate extends Base {}
                """);
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.write("My/Base.java", """
                package My;
                import dev.usher.server.connection.*;
                public class Base {
                    public Outcome handler(Connection c) { return Outcome.DONE; }
                }
                """);
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void oneBrokenSourceDoesNotKeepAnotherFromReloading() throws Exception {
        sources.writeSaying("My/Other.java", "OK");
        assertThat(said()).isEqualTo(Outcome.OK);
        library.load(Sources.name("My::Other"));
        sources.write("My/Other.java", "oops");
        sources.writeSaying("My/Gate.java", "DONE");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void aSourceThatIsTakenAwayServesOn() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        Files.delete(sources.file("My/Gate.java"));
        library.refresh();
        assertThat(log.await("the last good version serves on"))
                .contains(sources.file("My/Gate.java").toString());
        sources.writeSaying("My/Gate.java", "DONE");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void whatIsOpenedToOthersServesOnAsItWasAndIsSaidOnce() throws Exception {
        assertThat(said()).isEqualTo(Outcome.OK);
        Path file = sources.writeSaying("My/Gate.java", "DONE");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        library.refresh();
        assertThat(log.await("(owner uid ")).contains("mode 0666");
        long written = log.characters();
        library.refresh();
        assertThat(log.characters()).isEqualTo(written);
        assertThat(said()).isEqualTo(Outcome.OK);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        library.refresh();
        assertThat(said())
                .as("the change of mode changes no time of the content")
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void aFirstCompilationThatFailsIsTriedAgainAfterAChange() throws Exception {
        Path file = sources.write("My/Gate.java", "package My;\noops");
        assertThatThrownBy(this::said).hasMessageStartingWith(GATE + ": " + file + ":2:1: ");
        assertThatThrownBy(this::said).hasMessageStartingWith(GATE + ": " + file + ":2:1: ");
        assertThat(library.compilations()).isEqualTo(1);
        sources.writeSaying("My/Gate.java", "DONE");
        assertThat(said()).isEqualTo(Outcome.DONE);
    }

    @Test
    void theOldCodeIsCollected() throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        WeakReference<ClassLoader> old =
                new WeakReference<>(library.find(Sources.name(GATE)).type().getClassLoader(), gone);
        assertThat(said()).isEqualTo(Outcome.OK);
        sources.writeSaying("My/Gate.java", "DONE");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
        isCollected(old, gone);
    }

    @Test
    void whoHasTheOldCodeKeepsIt() throws Exception {
        PreConnectionHandler old = Sources.make(library, GATE, PreConnectionHandler.class);
        sources.writeSaying("My/Gate.java", "DONE");
        library.refresh();
        assertThat(said()).isEqualTo(Outcome.DONE);
        System.gc();
        assertThat(old.handle(null, null)).isEqualTo(Outcome.OK);
    }

    static void isCollected(WeakReference<?> reference, ReferenceQueue<?> gone) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        boolean told = false;
        while (!told && System.nanoTime() < deadline) {
            System.gc();
            told = reference.equals(gone.remove(100));
        }
        assertThat(told).as("the class loader was collected").isTrue();
    }
}
