package dev.usher.server.connection;

import dev.usher.server.bucket.Brigade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filter's place in a chain (httpd's ap_filter_t): a filter that is present twice has two of them, each with its
 * state.
 *
 * <p>Driver only. A link that was removed, even during its own call, still knows its next and passes everything on.
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger("connection");

    /** What the virtual machine adds to a class's name: a lambda's number, an object's hash. */
    private static final Pattern UNREADABLE = Pattern.compile("\\$\\$Lambda.*|@[0-9a-f]+$");

    private final FilterType type;
    private final Connection connection;
    private final @Nullable RequestScope exchange;
    private final @Nullable InputFilter input;
    private final @Nullable OutputFilter output;
    private final boolean mayBlock;
    private @Nullable FilterChain chain;
    private @Nullable Link next;
    private @Nullable Object state;
    private @Nullable String name;
    /** What has come out of the last call that failed. */
    private @Nullable IOException thrown;

    private int running;
    private boolean ended;

    private Link(
            FilterType type,
            Connection connection,
            @Nullable RequestScope exchange,
            @Nullable InputFilter input,
            @Nullable OutputFilter output) {
        this.type = type;
        this.connection = connection;
        this.exchange = exchange;
        this.input = input;
        this.output = output;
        this.mayBlock = input != null ? !input.nonBlocking() : output != null && !output.nonBlocking();
    }

    static Link input(FilterType type, Connection connection, @Nullable RequestScope exchange, InputFilter filter) {
        return new Link(type, connection, exchange, filter, null);
    }

    static Link output(FilterType type, Connection connection, @Nullable RequestScope exchange, OutputFilter filter) {
        return new Link(type, connection, exchange, null, filter);
    }

    /** As the filter said when it was added. */
    boolean mayBlock() {
        return mayBlock;
    }

    /** An event loop never waits, and no chain is touched by two threads: said before anything is changed. */
    void requireDriver() {
        if (!connection.isDriver()) {
            throw new IllegalStateException("the filter " + this + " cannot be added to " + connection + " by "
                    + Thread.currentThread() + ": only its driver does that, give the step to Connection.execute");
        }
        if (mayBlock && !connection.mayBlock()) {
            throw new IllegalStateException("the filter " + this + " may wait and cannot be added to " + connection
                    + ", which an event loop drives: name it by directive, or add it in a pre-connection handler that may"
                    + " wait, or let it say nonBlocking()");
        }
    }

    boolean pending() {
        return input != null && input.pending(this);
    }

    boolean keepsLength() {
        return output != null && output.keepsLength();
    }

    /** Where in the chain it stands. */
    public FilterType type() {
        return type;
    }

    /** Whose chain it is. */
    public Connection connection() {
        return connection;
    }

    /** The request it belongs to; null for a filter of the connection. */
    public @Nullable RequestScope exchange() {
        return exchange;
    }

    /** What the filter has left here for itself, or null. */
    public @Nullable Object state() {
        return state;
    }

    /**
     * Keeps something for the filter's next call. A state that is {@link AutoCloseable} is closed once when the filter is
     * removed, or its request or connection ends, though never while the filter runs: who keeps buckets keeps them in one.
     */
    public void state(@Nullable Object kept) {
        state = kept;
    }

    /**
     * The filter behind this one.
     *
     * @throws IllegalStateException at the end of a chain: nobody reads, nobody writes
     */
    public Link next() {
        if (next == null) {
            throw new IllegalStateException("nothing stands behind " + this);
        }
        return next;
    }

    /**
     * Calls this link's input filter; the contract is {@link InputFilter#get}'s.
     *
     * @throws FilterException the filter has failed, whatever it has thrown
     * @throws ClientGoneException the connection is over
     * @throws IllegalStateException where the caller is not the connection's driver
     */
    public Status get(Brigade into, ReadMode mode, Block block, int limit) throws IOException {
        requireCallByDriver();
        boolean isLimited = mode == ReadMode.READBYTES || mode == ReadMode.SPECULATIVE;
        if (limit < 0 || (limit == 0 && isLimited)) {
            throw new IllegalArgumentException("limit " + limit + " of " + mode + " must be more than 0");
        }
        if (chain == null) {
            return next().get(into, mode, block, limit);
        }
        if (input == null) {
            throw new IllegalStateException(this + " is an output filter");
        }
        running++;
        try {
            return input.get(this, into, mode, block, limit);
        } catch (IOException e) {
            throw own(e);
        } catch (RuntimeException | Error e) {
            throw named(e);
        } finally {
            left();
        }
    }

    /** Calls this link's output filter with the content of {@code brigade}; what it leaves there is released. Throws as get does. */
    public void pass(Brigade brigade) throws IOException {
        requireCallByDriver();
        if (chain == null) {
            next().pass(brigade);
            return;
        }
        if (output == null) {
            throw new IllegalStateException(this + " is an input filter");
        }
        running++;
        try (brigade) {
            output.pass(this, brigade);
        } catch (IOException e) {
            throw own(e);
        } catch (RuntimeException | Error e) {
            throw named(e);
        } finally {
            left();
        }
    }

    private void requireCallByDriver() {
        if (!connection.isDriver()) {
            throw new IllegalStateException(this + " of " + connection + " was called by " + Thread.currentThread()
                    + ": only its driver does that, give the step to Connection.execute");
        }
    }

    /** An error of the filter's own is named as any other failure of it; one that has come from behind it goes on as it is. */
    private IOException own(IOException e) {
        thrown = next == null || e.equals(next.thrown) || e instanceof FilterException
                ? e
                : new FilterException(this, e);
        return thrown;
    }

    /** Filters are named where they fail; what stands behind all of them is ours, and breaks no rule of its caller. */
    private IOException named(Throwable e) {
        if (next != null) {
            thrown = new FilterException(this, e);
            return thrown;
        }
        if (e instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) e;
    }

    /** Takes the filter out of its chain; during its own call too, which then goes on as before. Again: nothing. */
    public void remove() {
        if (chain != null) {
            chain.remove(this);
            chain = null;
            end();
        }
    }

    /** Nobody calls the filter again, but for the calls that run: its state is closed behind them. */
    void end() {
        ended = true;
        if (running == 0) {
            closeState();
        }
    }

    private void left() {
        running--;
        if (ended && running == 0) {
            closeState();
        }
    }

    private void closeState() {
        if (state instanceof AutoCloseable closeable) {
            state = null;
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.error("{}: the state of {} could not be closed", connection, this, e);
            }
        }
    }

    /**
     * Tells the filter that it stands in its chain. Where it fails it is taken out again.
     *
     * @throws UncheckedIOException where it may not stand there
     */
    Link inserted() {
        running++;
        boolean accepted = false;
        try {
            if (input != null) {
                input.inserted(this);
            } else if (output != null) {
                output.inserted(this);
            }
            accepted = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            throw new UncheckedIOException(named(e));
        } finally {
            if (!accepted) {
                remove();
            }
            left();
        }
        return this;
    }

    /** Whether the filter was taken out of its chain. */
    public boolean isRemoved() {
        return chain == null;
    }

    void joined(FilterChain joined, @Nullable Link behind) {
        chain = joined;
        next = behind;
    }

    void behind(@Nullable Link behind) {
        next = behind;
    }

    /** Gives the filter the name that logs say: how the configuration calls it. */
    public void called(String newName) {
        name = newName;
    }

    /** For logs: the name it was given, else its class, which for a lambda is the class it is written in. */
    @Override
    public String toString() {
        String written = String.valueOf(input == null ? output : input);
        return name != null
                ? name
                : "filter " + UNREADABLE.matcher(written).replaceAll("") + " of type " + type.order();
    }
}
