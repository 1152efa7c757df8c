package dev.usher.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is asked, in which order, and what an answer means (REFERENCE E.2). */
class PhasesTest {
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private PreConnectionHandler pre(String name, Outcome outcome) {
        return (_, _) -> {
            asked.add(name);
            return outcome;
        };
    }

    private ProcessConnectionHandler process(String name, Outcome outcome) {
        return _ -> {
            asked.add(name);
            return outcome;
        };
    }

    private String next() throws InterruptedException {
        return asked.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void allOfPreAreAskedAndTheFirstOfProcessThatTakesIt() throws Exception {
        try (Line line = new Line(
                        List.of(pre("a", Outcome.OK), pre("b", Outcome.DECLINED), pre("c", Outcome.OK)),
                        List.of(process("d", Outcome.DECLINED), process("e", Outcome.OK), process("f", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).as("OK is over: closed").isEqualTo(-1);
            assertThat(asked).containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void doneEndsThePrePhaseWell() throws Exception {
        try (Line line = new Line(List.of(pre("a", Outcome.DONE), pre("b", Outcome.OK)), List.of());
                Socket client = line.client()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(line.connection().isOpen()).isTrue();
            assertThat(asked).containsExactly("a");
        }
    }

    @Test
    void anotherOutcomeOfPreAbortsAndNothingIsProcessed() throws Exception {
        try (Line line = new Line(List.of(pre("a", Outcome.SUSPENDED)), List.of(process("p", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(asked).containsExactly("a");
        }
    }

    @Test
    void aConnectionThatAPreHandlerHasAbortedIsNotProcessed() throws Exception {
        PreConnectionHandler aborting = (connection, _) -> {
            connection.abort(new java.io.IOException("on purpose"));
            asked.add("open " + connection.isOpen());
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(aborting), List.of(process("p", Outcome.OK)));
                Socket client = line.client()) {
            assertThat(next()).isEqualTo("open false");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void anExceptionInAHandlerCutsThatConnectionOnly() throws Exception {
        ProcessConnectionHandler failing = connection -> {
            if (connection.id() % 2 == 0 || asked.add("failed")) {
                throw new IllegalStateException("on purpose");
            }
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(), List.of(failing));
                Socket first = line.client();
                Socket second = line.client()) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            assertThat(second.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aHandlerMayWriteAndCloseWithoutHttp() throws Exception {
        ProcessConnectionHandler greeting = connection -> {
            try (Brigade words = Brigade.of(Data.latin1("220 hello\r\n"))) {
                connection.out().pass(words);
            }
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(), List.of(greeting));
                Socket client = line.client()) {
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("220 hello\r\n");
        }
    }

    @Test
    void notesAndFactsAreThere() throws Exception {
        PreConnectionHandler noting = (connection, socket) -> {
            connection.notes().set("who", socket.remoteHost());
            asked.add(connection.host().name() + " " + socket.isNoDelay());
            return Outcome.OK;
        };
        try (Line line = new Line(List.of(noting), List.of());
                Socket client = line.client()) {
            assertThat(next()).isEqualTo("line true");
            Connection connection = line.connection();
            assertThat(Line.on(connection, () -> connection.notes().get("who", String.class)))
                    .isEqualTo(client.getLocalAddress().getHostAddress());
            assertThat(Line.on(connection, () -> connection.notes().get("who", Integer.class) == null))
                    .isTrue();
        }
    }
}
