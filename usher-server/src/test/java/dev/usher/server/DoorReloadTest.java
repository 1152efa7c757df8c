package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that change while a door runs: who has which code, and when the old one goes. */
public class DoorReloadTest extends DoorHandlersCase {
    /** Where a handler's source leaves its class loader, so that a test sees it die. */
    public static final ReferenceQueue<ClassLoader> GONE = new ReferenceQueue<>();

    /** Keeps the references themselves, one for each loader. */
    public static final List<WeakReference<ClassLoader>> LOADERS = new CopyOnWriteArrayList<>();

    @Test
    void withoutReloadAChangeIsNotNoticed() throws Exception {
        writeGreeter("Greeter", "\"old\"");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("old\n");
            writeGreeter("Greeter", "\"new\"");
            assertThat(all(door)).isEqualTo("old\n");
        }
    }

    @Test
    void withReloadTheNextConnectionHasTheNewCode() throws Exception {
        writeGreeter("Greeter", "\"old \" + ++calls");
        try (Door door = door(HOST + "Reload On\nProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("old 1\n");
            assertThat(all(door)).isEqualTo("old 2\n");
            writeGreeter("Greeter", "\"new \" + ++calls");
            assertThat(all(door)).isEqualTo("new 1\n");
            write("Greeter", "oops");
            assertThat(all(door)).as("the last good version").isEqualTo("new 2\n");
        }
    }

    @Test
    void aRunningConnectionKeepsItsCode() throws Exception {
        writeReplacer("Filter", "Not Found", "\"old\"");
        try (Door door = door(HOST + "Reload On\nOutputFilterHandler Filter\n" + END);
                Socket early = client(door)) {
            assertThat(ask(early)).isEqualTo("HTTP/1.1 404 old");
            writeReplacer("Filter", "Not Found", "\"new\"");
            try (Socket late = client(door)) {
                assertThat(ask(late)).isEqualTo("HTTP/1.1 404 new");
            }
            assertThat(ask(early)).isEqualTo("HTTP/1.1 404 old");
        }
    }

    /** Leaves its loader in {@link #LOADERS} when its class is initialised. */
    private void writeLeaver(String word) throws IOException {
        write("Leaver", """
                @dev.usher.server.filter.FilterConnectionHandler
                public class Leaver implements OutputFilter {
                    static {
                        dev.usher.server.DoorReloadTest.LOADERS.add(new java.lang.ref.WeakReference<>(
                                Leaver.class.getClassLoader(), dev.usher.server.DoorReloadTest.GONE));
                    }
                    public Outcome look(Connection c) { return Outcome.OK; }
                    public void pass(Link link, Brigade b) throws java.io.IOException { /* %s */ link.next().pass(b); }
                }
                """.formatted(word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "server"})
    void oldCodeIsCollectedWhenItsLastConnectionHasEnded(String scope) throws Exception {
        LOADERS.clear();
        writeLeaver("one");
        String config = HOST + "Reload On\nHandlerScope " + scope
                + "\nPreConnectionHandler Leaver::look\nOutputFilterHandler Leaver\n" + END;
        try (Door door = door(config)) {
            try (Socket early = client(door)) {
                assertThat(ask(early)).startsWith("HTTP/1.1 404");
                writeLeaver("two");
                try (Socket late = client(door)) {
                    assertThat(ask(late)).startsWith("HTTP/1.1 404");
                    System.gc();
                    assertThat(ask(early)).startsWith("HTTP/1.1 404");
                    assertThat(LOADERS).hasSize(2).noneMatch(loader -> loader.get() == null);
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            boolean gone = false;
            while (!gone && System.nanoTime() < deadline) {
                System.gc();
                gone = LOADERS.getFirst().equals(GONE.remove(100));
            }
            assertThat(gone).as("the old class loader was collected").isTrue();
        }
    }
}
