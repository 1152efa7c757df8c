package dev.usher.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.usher.cli.log.Backlog.Batch;
import java.util.function.Function;

/**
 * The one thread that renders the error log's lines and writes them. Lines that were dropped or could not be written are
 * counted, and the log itself says how many as soon as it can be written again.
 */
final class LogWriter {
    private final LineOutput output;
    private final Function<ILoggingEvent, byte[]> renderer;
    private final Function<String, ILoggingEvent> notices;
    private final Backlog<ILoggingEvent> backlog = new Backlog<>();
    private volatile boolean reopens;
    private volatile boolean ends;
    private volatile int patienceMillis = QueuedAppender.END_MILLIS;

    /**
     * Starts the thread, which closes the output's file when it ends.
     *
     * @param renderer makes an event the bytes of whole lines; called on the thread
     * @param notices makes what the writer itself has to say an event; called on the thread
     */
    LogWriter(LineOutput output, Function<ILoggingEvent, byte[]> renderer, Function<String, ILoggingEvent> notices) {
        this.output = output;
        this.renderer = renderer;
        this.notices = notices;
        Thread.ofPlatform().name("usher-error-log").daemon().start(this::run);
    }

    /**
     * Has an event written; never waits. Any thread.
     *
     * @param event which nothing may change any more
     * @param bytes what it weighs in memory, about
     */
    void write(ILoggingEvent event, int bytes) {
        backlog.offer(event, bytes);
    }

    /** Has the file opened anew before further lines are written. Any thread. */
    void reopen() {
        reopens = true;
        backlog.wake();
    }

    /** Waits until all up to now is written, or for a bounded time; one that stood still so long is not waited for again. */
    void flush() {
        try {
            if (!backlog.awaitWritten(patienceMillis)) {
                patienceMillis = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread behind what still waits; does not wait for it. Any thread. */
    void end() {
        ends = true;
        backlog.wake();
    }

    private void run() {
        while (!ends) {
            writeNext();
        }
        backlog.wake(); // what came since, if anything did
        writeNext();
        output.file().close();
    }

    private void writeNext() {
        try {
            write(backlog.take());
        } catch (InterruptedException e) {
            output.lost(0, "the log's thread was interrupted"); // nobody has a reason to; nothing was taken
        }
    }

    private void write(Batch<ILoggingEvent> batch) {
        if (reopens) { // first, so that what is logged behind the call is in the new file
            reopens = false;
            output.file().reopen();
        }
        tellLost();
        for (ILoggingEvent event : batch.lines()) {
            try {
                output.add(renderer.apply(event));
            } catch (RuntimeException | Error e) { // a fault, or no memory for it: the others are written
                output.lost(1, e.toString());
            }
        }
        output.send();
        if (batch.dropped() > 0) {
            tellDropped(batch.dropped());
        }
    }

    private void tellLost() {
        long lost = output.lostLines();
        if (lost > 0 && tell(lost + " lines of this log could not be written: " + output.failure())) {
            output.forgetLost();
        }
    }

    private void tellDropped(long dropped) {
        boolean told = tell(dropped + " lines of this log were dropped here: they came faster than they were read, and "
                + (Backlog.LIMIT_BYTES >> 10) + " KiB of them wait at most");
        if (!told) {
            output.lost(dropped, output.failure());
        }
    }

    private boolean tell(String notice) {
        try {
            return output.tell(renderer.apply(notices.apply(notice)));
        } catch (RuntimeException | Error e) { // as above: the next batch tries again
            output.lost(0, e.toString());
            return false;
        }
    }
}
