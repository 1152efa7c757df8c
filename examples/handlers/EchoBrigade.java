import dev.usher.server.bucket.*;
import dev.usher.server.connection.*;
import java.io.IOException;

/** Echoes whatever comes, whole brigades at a time: their buckets go out as they came in, and not a byte is copied. */
public final class EchoBrigade implements ProcessConnectionHandler {
    private static final int AT_ONCE_BYTES = 64 * 1024;

    @Override
    public Outcome handle(Connection connection) throws IOException {
        try (Brigade brigade = new Brigade()) {
            while (hasRead(connection, brigade)) {
                brigade.append(new Flush()); // or it might wait here for more
                connection.out().pass(brigade); // and the brigade is empty again
            }
        }
        return Outcome.OK;
    }

    private static boolean hasRead(Connection connection, Brigade into) throws IOException {
        Status status = connection.in().get(into, ReadMode.READBYTES, Block.BLOCK, AT_ONCE_BYTES);
        return status == Status.SUCCESS && !into.isEmpty() && !into.hasEos();
    }
}
