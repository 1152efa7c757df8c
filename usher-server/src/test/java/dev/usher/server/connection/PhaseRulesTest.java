package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.content.Recorded;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What else holds of the phases (REFERENCE E.2): what is pushed on the way, what becomes of errors, what is kept. */
class PhaseRulesTest {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private String event() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("an event within 10 s").isNotNull();
        return event;
    }

    private PreConnectionHandler pre(String name, Outcome outcome) {
        return (_, _) -> {
            events.add(name);
            return outcome;
        };
    }

    private ProcessConnectionHandler process(String name, Outcome outcome) {
        return _ -> {
            events.add(name);
            return outcome;
        };
    }

    @Test
    void aHandlerPushedForTheSamePhaseRunsBehindTheOthersOfIt() throws Exception {
        PreConnectionHandler pushing = (connection, _) -> {
            connection.pushPreConnection(pre("pushed", Outcome.OK));
            events.add("pushing");
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(pushing, pre("configured", Outcome.OK)), List.of());
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(line.connection().isOpen()).isTrue();
            assertThat(events).containsExactly("pushing", "configured", "pushed");
        }
    }

    @Test
    void aHandlerPushedForALaterPhaseIsAskedBehindTheOthersAndBeforeTheServersOwnProtocol() throws Exception {
        PreConnectionHandler pushing = (connection, _) -> {
            connection.pushProcessConnection(process("pushed", Outcome.OK));
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(pushing), List.of(process("configured", Outcome.DECLINED)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).as("taken and over").isEqualTo(-1);
            assertThat(events).containsExactly("configured", "pushed");
            assertThat(line.connections).isEmpty();
        }
    }

    @Test
    void aProtocolPushedByOneThatDeclinesIsAsked() throws Exception {
        ProcessConnectionHandler pushing = connection -> {
            connection.pushProcessConnection(process("pushed", Outcome.OK));
            return Outcome.DECLINED;
        };
        try (Line line = new Line(List.of(), List.of(pushing, process("configured", Outcome.DECLINED)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(events).containsExactly("configured", "pushed");
        }
    }

    @Test
    void whatIsPushedIsForThatConnectionAlone() throws Exception {
        PreConnectionHandler pushing = (connection, _) -> {
            if (connection.notes().get("first") == null && events.isEmpty()) {
                connection.pushProcessConnection(process("pushed", Outcome.OK));
                events.add("pushing");
            }
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(pushing), List.of());
                Socket first = line.client()) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            try (Socket second = line.client()) {
                assertThat(second.isConnected()).isTrue();
                assertThat(line.connection().isOpen()).isTrue();
            }
            assertThat(events).containsExactly("pushing", "pushed");
        }
    }

    @Test
    void aHandlerPushedForAPhaseThatIsOverIsRefused() throws Exception {
        ProcessConnectionHandler late = connection -> {
            try {
                connection.pushPreConnection(pre("never", Outcome.OK));
            } catch (IllegalStateException e) {
                events.add(e.getMessage());
            }
            return Outcome.DECLINED;
        };
        try (Line line = new Line(List.of(), List.of(late));
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(event()).contains("is over: it would never run");
            Connection connection = line.connection();
            String refusal = Line.on(connection, () -> {
                try {
                    connection.pushProcessConnection(process("never", Outcome.OK));
                    return "taken";
                } catch (IllegalStateException e) {
                    return e.getMessage();
                }
            });
            assertThat(refusal).contains("phases are over");
        }
    }

    /** Of our own kind: runs on the loop. */
    private final class OnTheLoop implements PreConnectionHandler {
        @Override
        public Outcome handle(Connection connection, ClientSocket socket) {
            try {
                connection.pushProcessConnection(process("never", Outcome.OK));
            } catch (IllegalStateException e) {
                events.add(e.getMessage());
            }
            return Outcome.OK;
        }

        @Override
        public boolean nonBlocking() {
            return true;
        }
    }

    @Test
    void aHandlerThatMayWaitIsNotPushedOntoALoop() throws Exception {
        try (Line line = new Line(List.of(new OnTheLoop()), List.of());
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(event()).contains("may wait").contains("no thread of their own");
        }
    }

    @Test
    void aHandlerThatPushesWithoutEndIsStopped() throws Exception {
        PreConnectionHandler[] again = new PreConnectionHandler[1];
        again[0] = (connection, _) -> {
            events.add("again");
            connection.pushPreConnection(again[0]);
            return Outcome.OK;
        };
        try (Recorded log = Recorded.of("connection");
                Line line = new Line(List.of(again[0]), List.of());
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            log.await("failed, the connection is closed");
            assertThat(events).hasSize(65);
        }
    }

    @Test
    void anExceptionOfAPreConnectionHandlerIsLoggedWithItsNameAndNoProtocolBegins() throws Exception {
        PreConnectionHandler dying = new PreConnectionHandler() {
            @Override
            public Outcome handle(Connection connection, ClientSocket socket) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String toString() {
                return "My::Gate";
            }
        };
        try (Recorded log = Recorded.of("connection");
                Line line = new Line(List.of(dying, pre("next", Outcome.OK)), List.of(process("p", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            log.await("My::Gate failed, the connection is closed");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void anExceptionOfAProtocolIsLoggedWithItsNameAndNoOtherIsAsked() throws Exception {
        ProcessConnectionHandler dying = new ProcessConnectionHandler() {
            @Override
            public Outcome handle(Connection connection) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String toString() {
                return "My::Protocol";
            }
        };
        try (Recorded log = Recorded.of("connection");
                Line line = new Line(List.of(), List.of(dying, process("next", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            log.await("My::Protocol failed, the connection is closed");
            assertThat(events).isEmpty();
            assertThat(line.connections).isEmpty();
        }
    }

    @Test
    void doneOfAProtocolEndsTheConnectionAsOkDoes() throws Exception {
        try (Line line = new Line(List.of(), List.of(process("done", Outcome.DONE), process("next", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(events).containsExactly("done");
        }
    }

    /** Pipelining: what one consumer has not taken is the next one's. */
    @Test
    void whatOneProtocolHasReadNoFurtherThanIsTheNextOnes() throws Exception {
        ProcessConnectionHandler firstLine = connection -> {
            try (Brigade into = new Brigade()) {
                connection.in().get(into, ReadMode.GETLINE, Block.BLOCK, 1);
                events.add(new String(into.flatten(100), StandardCharsets.ISO_8859_1));
            }
            return Outcome.DECLINED;
        };
        try (Line line = new Line(List.of(), List.of(firstLine));
                Socket client = line.client()) {
            client.getOutputStream().write("one\ntwo\nthr".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(event()).isEqualTo("one\n");
            Connection connection = line.connection();
            assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("two\n");
            assertThat(line.read(connection, ReadMode.GETLINE, 1)).isEqualTo("thr");
        }
    }

    @Test
    void noDelayAndTheHostsTimeoutAreSetBeforeAnyHandlerRuns() throws Exception {
        PreConnectionHandler looking = (connection, socket) -> {
            events.add(socket.isNoDelay() + " " + socket.timeout() + " "
                    + connection.host().timeout());
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(looking), List.of());
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(event()).isEqualTo("true PT1M PT1M");
            assertThat(line.connection().isOpen()).isTrue();
        }
    }
}
