package dev.usher.server.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.usher.fd.SocketType;
import dev.usher.server.http.ContentHandler;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A door, a seat and the log of handoffs, before each test anew. */
@Tag("transport")
abstract class HandoffCase {
    static final String SEAT = "X-Socket-Handoff";
    static final String DATA = "X-Handoff-Data";

    @TempDir
    Path run;

    final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();

    final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event);
        }
    };

    final ch.qos.logback.classic.Logger logger =
            (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("socket_handoff");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    String path() {
        return run.resolve("seat").toString();
    }

    Seat seat(SocketType type) throws Exception {
        return new Seat(run.resolve("seat"), type, 16);
    }

    HandoffDoor door(ContentHandler application) throws Exception {
        return door("", application);
    }

    HandoffDoor door(String more, ContentHandler application) throws Exception {
        return new HandoffDoor("SocketHandoffAllowedPrefix " + run + "\n" + more, application);
    }

    /** The room's only line since the begin. */
    String line() throws InterruptedException {
        ILoggingEvent event = lines.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("a line of the log").isNotNull();
        assertThat(lines).isEmpty();
        return event.getFormattedMessage();
    }

    void isError(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("<h1>" + status + " ");
        assertThat(answer).doesNotContainIgnoringCase("handoff").doesNotContain(run.toString());
    }
}
