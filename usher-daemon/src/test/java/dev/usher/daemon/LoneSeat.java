package dev.usher.daemon;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A seat in a process of its own: {@code PATH flag=value…}. */
final class LoneSeat {
    private LoneSeat() {}

    public static void main(String[] args) throws Exception {
        OurClasses.load();
        try (Seat seat = Seat.start(Path.of(args[0]), House.values(Arrays.copyOfRange(args, 1, args.length)))) {
            System.out.println("ready " + seat.maxConnections());
            new CountDownLatch(1).await();
        }
    }
}
