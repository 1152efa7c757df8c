package dev.usher.server.content.fastcgi;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Data;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.Flush;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.ForwardedHeaders;
import dev.usher.server.http.Headers;
import dev.usher.server.http.HttpError;
import dev.usher.server.http.ResponseHead;
import dev.usher.server.http.ResponseHeadParser;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;

/**
 * Makes a response of what an application writes: its head (RFC 3875 §6), then its body up to the length it promised.
 *
 * <pre>
 * HEAD ─ empty line ─► BODY ─ END_REQUEST ─► complete (Eos passed)
 *   │                   └ fewer bytes than Content-Length said ─► 502, which cuts what was begun
 *   └ END_REQUEST, malformed, too long ─► 502
 * </pre>
 *
 * <p>Content is gathered while the socket has more at once and passed by {@link #flush}, so that a short answer leaves as one
 * piece whose length is known. Driver only. {@link #close} releases what was gathered and never passed.
 */
final class ApplicationAnswer implements RecordDecoder.Sink, AutoCloseable {
    private static final int OVERLOADED = 2; // FastCGI specification, section 5.5
    private static final long UNKNOWN = -1;

    private final Exchange exchange;
    private final StderrLog stderr;
    private final ResponseHeadParser parser = ResponseHeadParser.cgi();
    private final Brigade gathered = new Brigade();
    private boolean hasHead;
    private boolean hasPassed;
    private boolean hasBody = true;
    private long promised = UNKNOWN;
    private long received;
    private boolean complete;
    private boolean dropping;

    ApplicationAnswer(Exchange exchange) {
        this.exchange = exchange;
        this.stderr = new StderrLog(exchange.id());
    }

    /** Whether the application has said all, Eos included. */
    boolean isComplete() {
        return complete;
    }

    /** From now on output is read and dropped, since another has the client; error output is logged still. */
    void drop() {
        dropping = true;
        gathered.close();
    }

    @Override
    public void stdout(ByteBuf data) throws HttpError {
        if (dropping) {
            return;
        }
        if (!hasHead) {
            if (!parser.feed(data)) {
                return;
            }
            begin(parser.result());
        }
        body(data);
    }

    @Override
    public void stderr(ByteBuf data) {
        stderr.append(data);
    }

    @Override
    public void end(int protocolStatus) throws HttpError {
        if (dropping) {
            return;
        }
        if (protocolStatus == OVERLOADED) {
            throw HttpError.of(503, "The application is busy.", "the application is overloaded")
                    .retryAfterSeconds(1);
        }
        if (protocolStatus != 0) {
            throw broken("the application refused the request with protocol status " + protocolStatus);
        }
        if (!hasHead) {
            throw broken("the application ended without a head");
        }
        if (hasBody && promised != UNKNOWN && received < promised) {
            throw broken("the application promised " + promised + " bytes and sent " + received);
        }
        gathered.append(new Eos());
        complete = true;
    }

    private void begin(ResponseHead head) throws HttpError {
        Headers headers = ForwardedHeaders.ofResponse(head.headers());
        hasHead = true;
        promised = promised(headers);
        hasBody = head.status() != 204
                && head.status() != 205
                && head.status() != 304
                && !exchange.request().method().equals("HEAD");
        exchange.response().become(new ResponseHead(head.status(), head.reason(), head.version(), headers));
    }

    /** The one Content-Length, digits only; what it promises is kept to (ATTACKS B3). */
    private static long promised(Headers headers) throws HttpError {
        List<String> lengths = headers.all("Content-Length");
        if (lengths.isEmpty()) {
            return UNKNOWN;
        }
        String digits = lengths.getFirst();
        boolean sound = lengths.size() == 1 && digits.matches("[0-9]{1,18}");
        if (!sound) {
            throw broken("the application's Content-Length is no single number");
        }
        return Long.parseLong(digits);
    }

    private void body(ByteBuf data) {
        if (!hasBody || !data.isReadable()) {
            return;
        }
        long room = promised == UNKNOWN ? Long.MAX_VALUE : promised - received;
        int taken = (int) Math.min(room, data.readableBytes());
        received += taken;
        if (taken > 0) {
            gathered.append(new Data(data.readRetainedSlice(taken)));
        }
    }

    /**
     * Passes what was gathered, since the application has no more for now, and logs what it complained of. It may be silent
     * for long: a Flush behind it tells filters to hold nothing back, and a head without a byte of body goes out too.
     */
    void flush() throws IOException {
        stderr.flush();
        if (hasHead && !complete && (!hasPassed || !gathered.isEmpty())) {
            gathered.append(new Flush());
        }
        if (hasHead && !gathered.isEmpty()) {
            hasPassed = true;
            exchange.out().pass(gathered);
            gathered.close();
        }
    }

    @Override
    public void close() {
        gathered.close();
        stderr.close();
    }

    static HttpError broken(String detail) {
        return HttpError.of(502, "The application's answer is malformed.", detail);
    }
}
