package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Handlers that a configuration names, met by clients of a door. None of them blocks. */
public class DoorHandlersTest extends DoorHandlersCase {
    @Test
    void theHostsProtocolHasTheConnection() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void theHostIsChosenByTheAddressTheClientCameTo() throws Exception {
        writeGreeter("One", "\"one \" + c.host().name()");
        writeGreeter("Two", "\"two \" + c.host().name()");
        String config = """
                HandlerPath handlers
                Listen 127.0.0.1:0
                Listen 127.0.0.2:0
                <VirtualHost 127.0.0.1:*>
                    ServerName first
                    ProcessConnectionHandler One
                </VirtualHost>
                <VirtualHost 127.0.0.2:*>
                    ServerName second
                    ProcessConnectionHandler Two
                </VirtualHost>
                """;
        try (Door door = door(config)) {
            for (int i = 1; i <= 2; i++) {
                InetAddress address = InetAddress.ofLiteral("127.0.0." + i);
                try (Socket client = new Socket(address, door.ports().get(i - 1))) {
                    client.setSoTimeout(20_000);
                    assertThat(line(client.getInputStream())).isEqualTo(i == 1 ? "one first" : "two second");
                }
            }
        }
    }

    @Test
    void perlsSpellingsMeanTheSame() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        writeReplacer("Filter", "hello", "\"hullo\"");
        try (Door door = door(HOST + """
                PerlModule                   Greeter
                PerlPreConnectionHandler     Greeter::handler
                PerlProcessConnectionHandler Greeter
                PerlOutputFilterHandler      Filter
                PerlInterpScope              connection
                """ + END)) {
            assertThat(all(door)).isEqualTo("hello\nhullo\n");
        }
    }

    @Test
    void aHostTakesOverTheMainServersHandlers() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door("ProcessConnectionHandler Greeter\n" + HOST + END)) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void aHostsOwnHandlersCountInsteadOfTheMainServers() throws Exception {
        writeGreeter("Main", "\"main\"");
        writeGreeter("Own", "\"own\"");
        try (Door door = door("ProcessConnectionHandler Main\n" + HOST + "ProcessConnectionHandler Own\n" + END)) {
            assertThat(all(door)).isEqualTo("own\n");
        }
    }

    @Test
    void theMainServerWithoutAHostHasHandlersToo() throws Exception {
        writeGreeter("Greeter", "\"hello\"");
        try (Door door = door("HandlerPath handlers\nListen 127.0.0.1:0\nProcessConnectionHandler Greeter\n")) {
            assertThat(all(door)).isEqualTo("hello\n");
        }
    }

    @Test
    void whatDeclinesLeavesTheConnectionToTheNextAndToHttp() throws Exception {
        write(
                "Declines",
                "public class Declines { public Outcome handler(Connection c) { return Outcome.DECLINED; } }");
        write("Too", "public class Too { public static Outcome no(Connection c) { return Outcome.DECLINED; } }");
        try (Door door = door(HOST + "ProcessConnectionHandler Declines Too::no\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void allPreConnectionHandlersRunInTheirOrder() throws Exception {
        writeGreeter("A", "\"a\"");
        writeGreeter("B", "\"b\"");
        writeGreeter("C", "\"c\"");
        try (Door door = door(HOST + "PreConnectionHandler A B\nPreConnectionHandler C\n" + END);
                Socket client = client(door)) {
            assertThat(List.of(
                            line(client.getInputStream()),
                            line(client.getInputStream()),
                            line(client.getInputStream())))
                    .containsExactly("a", "b", "c");
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void aPreConnectionHandlerThatThrowsEndsTheConnectionAndNoOther() throws Exception {
        write("Gate", """
                public class Gate {
                    static int calls;
                    public static void handler(Connection c) {
                        if (calls++ == 0) { throw new IllegalStateException("not you"); }
                    }
                }
                """);
        try (Door door = door(HOST + "PreConnectionHandler Gate\n" + END)) {
            assertThat(all(door)).isEmpty();
            try (Socket client = client(door)) {
                assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Found");
            }
        }
    }

    @Test
    void anOutputFilterSeesWhatHttpWrites() throws Exception {
        writeReplacer("Filter", "Not Found", "\"not found\"");
        try (Door door = door(HOST + "OutputFilterHandler Filter\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 not found");
        }
    }

    @Test
    void filtersStandInTheOrderOfTheirNames() throws Exception {
        writeReplacer("First", "Not Found", "\"Not Fnord\"");
        writeReplacer("Second", "Not Fnord", "\"Not Fjord\"");
        try (Door door = door(HOST + "OutputFilterHandler First Second\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 Not Fjord");
        }
    }

    @Test
    void anInputFilterSeesWhatHttpReads() throws Exception {
        write("Counts", """
                public class Counts {
                    @dev.usher.server.filter.FilterConnectionHandler
                    public Status in(Link l, Brigade b, ReadMode m, Block w, int limit) throws java.io.IOException {
                        l.connection().notes().set("reads", 1);
                        return l.next().get(b, m, w, limit);
                    }
                }
                """);
        writeReplacer("Tells", "Not Found", "String.valueOf(link.connection().notes().get(\"reads\"))");
        try (Door door = door(HOST + "InputFilterHandler Counts::in\nOutputFilterHandler Tells\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 1");
        }
    }

    @Test
    void filtersAreThereThoughAPreConnectionHandlerSaysDone() throws Exception {
        write("Done", "public class Done { public Outcome handler(Connection c) { return Outcome.DONE; } }");
        writeReplacer("Filter", "Not Found", "\"not found\"");
        try (Door door = door(HOST + "PreConnectionHandler Done\nOutputFilterHandler Filter\n" + END);
                Socket client = client(door)) {
            assertThat(ask(client)).isEqualTo("HTTP/1.1 404 not found");
        }
    }

    @Test
    void aServersObjectServesAllConnections() throws Exception {
        writeGreeter("Greeter", "++calls");
        try (Door door = door(HOST + "ProcessConnectionHandler Greeter\n" + END)) {
            assertThat(List.of(all(door), all(door), all(door))).containsExactly("1\n", "2\n", "3\n");
        }
    }

    @Test
    void aConnectionsObjectServesThatConnectionOverAllItsRequests() throws Exception {
        writeReplacer("Filter", "Not Found", "String.valueOf(calls)");
        try (Door door = door(HOST + "HandlerScope connection\nOutputFilterHandler Filter\n" + END)) {
            for (int connection = 0; connection < 2; connection++) {
                try (Socket client = client(door)) {
                    String first = ask(client);
                    String second = ask(client);
                    assertThat(first).isEqualTo("HTTP/1.1 404 1");
                    assertThat(second).startsWith("HTTP/1.1 404 ").isNotEqualTo(first);
                }
            }
        }
    }

    @Test
    void aConnectionsObjectIsTheSameInAllPhases() throws Exception {
        writeGreeter("Greeter", "++calls");
        try (Door door = door(HOST
                + "HandlerScope connection\nPreConnectionHandler Greeter\nProcessConnectionHandler Greeter\n" + END)) {
            assertThat(all(door)).isEqualTo("1\n2\n");
            assertThat(all(door)).isEqualTo("1\n2\n");
        }
    }
}
