package dev.usher.daemon.attach;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How much of all requests' files is in memory at a time. Counted in pages of {@value #PAGE_BYTES} bytes. Any thread. */
final class Memory {
    private static final int PAGE_BYTES = 1024;
    private static final long WAIT_MILLIS = 1000;

    private final Semaphore free;
    private final int pages;

    Memory(long bytes) {
        this.pages = Math.toIntExact(bytes / PAGE_BYTES);
        this.free = new Semaphore(pages, true);
    }

    /** A part of it that is in use; giving it back twice changes nothing. */
    final class Lease implements AutoCloseable {
        private final AtomicInteger taken;

        private Lease(int pages) {
            this.taken = new AtomicInteger(pages);
        }

        @Override
        public void close() {
            free.release(taken.getAndSet(0));
        }
    }

    /**
     * Takes some, and waits a moment for it: requests are sent all the time.
     *
     * @throws InterruptedException where nobody needs it any more
     */
    Lease take(long bytes) throws RefusedFile, NoRoom, InterruptedException {
        long wanted = bytes / PAGE_BYTES + 1;
        if (wanted > pages) {
            throw new RefusedFile("needs " + bytes + " bytes of memory with the others, of " + (long) pages * PAGE_BYTES
                    + " there are in all; send less");
        }
        if (!free.tryAcquire((int) wanted, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new NoRoom("other requests' attachments have the memory, see AttachmentMemory");
        }
        return new Lease((int) wanted);
    }
}
