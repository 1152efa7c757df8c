package dev.usher.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.OpenFileLimit;
import dev.usher.fd.ThisProcess;
import dev.usher.loop.Loops;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ATTACKS F2: accept at the limit of descriptors. */
@Tag("transport")
class DescriptorShortageTest {
    /**
     * The tests' classes lie in folders, and a class is a file to open: where no descriptor is left none can be loaded. A
     * server's classes lie in jars that are open already.
     */
    private static void loadClassesOf(Class<?> one) throws Exception {
        Path root =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("-info.class")) {
                    Class.forName(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }

    private static int highestDescriptor() {
        String[] numbers = new java.io.File("/proc/self/fd").list();
        int highest = 0;
        for (String number : numbers) {
            highest = Math.max(highest, Integer.parseInt(number));
        }
        return highest;
    }

    /** Takes what is free, and what others (the collector, a reaper of processes) give back meanwhile, until nothing comes back. */
    private static void takeAll(List<FileInputStream> taken) {
        System.gc();
        for (int quietMillis = 0; quietMillis < 200; quietMillis++) {
            int before = taken.size();
            takeFree(taken);
            if (taken.size() > before) {
                quietMillis = 0;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void takeFree(List<FileInputStream> taken) {
        try {
            while (taken.size() < 10_000) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            return;
        }
        throw new AssertionError("the limit was not reached");
    }

    private static String answer(SocketChannel client) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(4096);
        while (client.read(into) >= 0) {
            assertThat(into.hasRemaining()).isTrue();
        }
        return new String(into.array(), 0, into.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aClientIsToldAndTheServerServesAgainWhenDescriptorsAreBack() throws Exception {
        OpenFileLimit before = ThisProcess.openFileLimit();
        List<FileInputStream> taken = new ArrayList<>();
        loadClassesOf(Http1Handler.class);
        loadClassesOf(Loops.class);
        loadClassesOf(ThisProcess.class);
        try (TestDoor door = new TestDoor();
                SocketChannel early = SocketChannel.open()) {
            try (RawClient warm = door.client()) {
                assertThat(warm.get("/").answer().status()).isEqualTo(200);
            }
            ThisProcess.setOpenFileLimit(new OpenFileLimit(highestDescriptor() + 20L, before.hard()));
            try {
                takeAll(taken);
                early.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
                assertThat(answer(early)).isEqualTo(Http1Handler.OVERLOADED);
            } finally {
                for (FileInputStream one : taken) {
                    one.close();
                }
                ThisProcess.setOpenFileLimit(before);
            }
            try (RawClient later = door.client()) {
                assertThat(later.get("/").answer().status()).isEqualTo(200);
            }
        }
    }
}
