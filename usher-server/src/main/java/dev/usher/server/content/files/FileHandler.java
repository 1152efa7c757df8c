package dev.usher.server.content.files;

import dev.usher.server.bucket.Brigade;
import dev.usher.server.bucket.Eos;
import dev.usher.server.bucket.FileRange;
import dev.usher.server.connection.Outcome;
import dev.usher.server.content.FixedAnswer;
import dev.usher.server.content.MappedFile;
import dev.usher.server.http.ContentHandler;
import dev.usher.server.http.Exchange;
import dev.usher.server.http.HandlerKind;
import dev.usher.server.http.HttpDate;
import dev.usher.server.http.HttpError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Answers with a file: GET and HEAD, whole or in parts, conditional or not.
 *
 * <p>Where a filter may change the length there are no parts: byte 7 of what leaves need not be the file's.
 *
 * <p>The content leaves as file ranges, which the wire sends by sendfile(2). Only what was found to be a regular file is
 * ever opened, so a pipe cannot make the loop wait.
 */
public final class FileHandler implements ContentHandler {
    /** It has no state. */
    public static final FileHandler INSTANCE = new FileHandler();

    private FileHandler() {}

    @Override
    public Outcome handle(Exchange exchange) throws IOException, HttpError {
        return switch (exchange.request().method()) {
            case "GET", "HEAD" -> serve(exchange);
            case "OPTIONS" -> FixedAnswer.options().handle(exchange);
            default -> FixedAnswer.methodNotAllowed(FixedAnswer.FILE_METHODS).handle(exchange);
        };
    }

    @Override
    public HandlerKind kind() {
        return HandlerKind.FILES;
    }

    @Override
    public boolean takes(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    private static Outcome serve(Exchange exchange) throws IOException, HttpError {
        MappedFile mapped = MappedFile.of(exchange);
        Path file = mapped.target().file();
        BasicFileAttributes attributes = mapped.target().attributes();
        if (attributes == null || !attributes.isRegularFile()) {
            throw HttpError.of(404, "There is nothing at this address.", file + " is no regular file");
        }
        FileRange whole = open(file);
        try (Brigade answer = new Brigade()) {
            String type = mapped.place().types().typeOf(String.valueOf(file.getFileName()));
            long modifiedNanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            new FileAnswer(exchange, whole, type, modifiedNanos).fill(answer);
            answer.append(new Eos());
            exchange.out().pass(answer);
        } finally {
            whole.release();
        }
        return Outcome.OK;
    }

    private static FileRange open(Path file) throws HttpError {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return FileRange.of(channel, 0, channel.size());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw HttpError.of(403, "Access to this is not allowed.", file + " is not readable for the server's user");
        } catch (FileSystemException e) {
            boolean exhausted = String.valueOf(e.getReason()).contains("Too many open files");
            throw exhausted
                    ? HttpError.of(503, "The server is busy.", file + " cannot be opened: " + e.getReason())
                            .retryAfterSeconds(1)
                    : HttpError.of(404, "There is nothing at this address.", file + " has gone: " + e.getReason());
        } catch (IOException e) {
            throw HttpError.of(500, "The file cannot be read.", file + ": " + e);
        }
    }

    /** What the answer's head says of the file, and what of the file follows it. */
    private record FileAnswer(Exchange exchange, FileRange whole, String type, long modifiedNanos) {

        void fill(Brigade answer) {
            long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
            long modified = Math.min(TimeUnit.NANOSECONDS.toSeconds(modifiedNanos), now); // RFC 9110 §8.8.2.1
            EntityTag tag = EntityTag.ofFile(whole.length(), modifiedNanos);
            var headers = exchange.response().headers();
            headers.set("Last-Modified", HttpDate.format(modified));
            headers.set("ETag", tag.toString());
            headers.set("Accept-Ranges", exchange.mayChangeLength() ? "none" : "bytes");
            Preconditions conditions = new Preconditions(exchange.request().headers(), tag, modified, now);
            switch (conditions.evaluate()) {
                case NOT_MODIFIED -> exchange.response().status(304);
                case FAILED -> empty(412);
                case PASS -> content(answer, conditions);
            }
        }

        private void empty(int status) {
            exchange.response().status(status);
            exchange.response().headers().set("Content-Length", "0");
        }

        private void content(Brigade answer, Preconditions conditions) {
            List<String> range = exchange.request().headers().all("Range");
            boolean applies = range.size() == 1
                    && !exchange.mayChangeLength()
                    && exchange.request().method().equals("GET") // §14.2: for GET alone
                    && conditions.rangeApplies();
            RangeRequest wanted =
                    applies ? RangeRequest.parse(range.getFirst(), whole.length()) : new RangeRequest.Whole();
            switch (wanted) {
                case RangeRequest.Whole _ -> send(answer, 200, new ByteRange(0, Math.max(0, whole.length() - 1)));
                case RangeRequest.Unsatisfiable _ -> {
                    empty(416);
                    exchange.response().headers().set("Content-Range", "bytes */" + whole.length());
                }
                case RangeRequest.Parts parts
                when parts.ranges().size() == 1 -> {
                    ByteRange only = parts.ranges().getFirst();
                    exchange.response().headers().set("Content-Range", only.contentRange(whole.length()));
                    send(answer, 206, only);
                }
                case RangeRequest.Parts parts -> multipart(answer, parts.ranges());
            }
        }

        private void send(Brigade answer, int status, ByteRange range) {
            long length = whole.length() == 0 ? 0 : range.length();
            exchange.response().status(status);
            exchange.response().headers().set("Content-Type", type);
            exchange.response().headers().set("Content-Length", Long.toString(length));
            if (length > 0 && !exchange.request().method().equals("HEAD")) {
                answer.append(whole.range(range.first(), length));
            }
        }

        private void multipart(Brigade answer, List<ByteRange> ranges) {
            MultipartRanges parts = new MultipartRanges(exchange.id(), type, ranges);
            exchange.response().status(206);
            exchange.response().headers().set("Content-Type", parts.contentType());
            parts.appendTo(answer, whole);
            exchange.response().headers().set("Content-Length", Long.toString(answer.length()));
        }
    }
}
