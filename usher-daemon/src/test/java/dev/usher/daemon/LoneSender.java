package dev.usher.daemon;

import dev.usher.fd.SocketType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A sender in a process of its own, which hands over a client as the user who started it and then another one as UID:
 * {@code PATH TYPE UID}. Prints what each client heard on a line.
 */
final class LoneSender {
    private LoneSender() {}

    // setuid(2) is nothing the product needs: only this test calls it, past usher-fd.
    @SuppressWarnings("restricted")
    public static void main(String[] args) throws Throwable {
        Path seat = Path.of(args[0]);
        SocketType type = SocketType.valueOf(args[1]);
        System.out.println("heard " + handOver(seat, type)); // loads all that UID may have no right to read
        Linker linker = Linker.nativeLinker();
        int result = (int) linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setuid"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                .invokeExact(Integer.parseInt(args[2]));
        System.out.println("setuid " + result);
        System.out.println("heard " + handOver(seat, type));
    }

    private static String handOver(Path seat, SocketType type) throws Exception {
        try (Guest guest = Guest.arrive()) {
            Door.handOver(seat, type, guest, "{}");
            return guest.hears().replaceAll("[\r\n]+", "|");
        }
    }
}
