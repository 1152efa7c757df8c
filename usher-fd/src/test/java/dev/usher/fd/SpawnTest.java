package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a started program finds, and what is known of it. Its output comes over a TCP connection. */
final class SpawnTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    @TempDir
    Path directory;

    /** Waits for the end, with a bound. */
    static ExitStatus ended(ChildProcess child) throws ErrnoException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        ExitStatus status = child.poll();
        while (status == null) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(child + " did not end in 20 s");
            }
            LockSupport.parkNanos(200_000);
            status = child.poll();
        }
        return status;
    }

    /** The same without asking the kernel by calls of ours. */
    static void awaitZombie(ChildProcess child) throws IOException {
        Path stat = Path.of("/proc", Integer.toString(child.pid()), "stat");
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.readString(stat, StandardCharsets.ISO_8859_1).contains(") Z ")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(child + " did not end in 20 s");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Program shell(String script, String... environment) {
        return new Program(
                "/bin/sh",
                List.of(bytes("sh"), bytes("-c"), bytes(script)),
                List.of(environment).stream().map(SpawnTest::bytes).toList());
    }

    private record Ran(ExitStatus status, String output, long written) {}

    /** Runs it to its end with a TCP client in blocking mode. */
    private static Ran run(Program program) throws IOException {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            FdFacts.of(tcp.ours().fd()).setNonBlocking(false);
            long before = tcp.ours().writtenBytes();
            try (ChildProcess child = ChildProcess.spawn(program, tcp.ours().fd())) {
                ExitStatus status = ended(child);
                long written = tcp.ours().writtenBytes() - before;
                tcp.ours().shutdownWrite();
                String output = new String(tcp.theirs().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Ran(status, output, written);
            }
        }
    }

    @Test
    void itsOutputIsTheClientAndItsEndIsKnown() throws Exception {
        assertThat(run(shell("echo hello; exit 3"))).isEqualTo(new Ran(new ExitStatus(3, 0), "hello\n", 6));
    }

    @Test
    void writtenBytesSayThatNothingWasWritten() throws Exception {
        assertThat(run(shell("exit 0"))).isEqualTo(new Ran(new ExitStatus(0, 0), "", 0));
    }

    @Test
    void aUnixSocketDoesNotCountWhatWasWritten() throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair(SocketType.STREAM);
                StreamSocket left = StreamSocket.adopt(Fd.own(pair.left().fd().release(), "left"))) {
            assertThat(left.writtenBytes()).isEqualTo(-1);
        }
    }

    @Test
    void g16ItHasDescriptorsZeroOneAndTwoOnly() throws Exception {
        try (java.io.FileInputStream _ = new java.io.FileInputStream("/dev/zero");
                PathFd _ = PathFd.open("/")) {
            // ls opens the directory it lists as 3.
            assertThat(run(shell("exec ls /proc/self/fd")).output()).isEqualTo("0\n1\n2\n3\n");
            assertThat(run(shell("exec readlink /proc/self/fd/0 /proc/self/fd/1"))
                            .output()
                            .lines()
                            .distinct())
                    .singleElement()
                    .asString()
                    .startsWith("socket:[");
        }
    }

    @Test
    void itsInputIsTheClient() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            FdFacts.of(tcp.ours().fd()).setNonBlocking(false);
            tcp.theirs().getOutputStream().write(bytes("said\n"));
            try (ChildProcess child = ChildProcess.spawn(
                    shell("read line; echo \"$line\" back"), tcp.ours().fd())) {
                assertThat(ended(child).isSuccess()).isTrue();
                byte[] answer = tcp.theirs().getInputStream().readNBytes(10);
                assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("said back\n");
            }
        }
    }

    @Test
    void itsEnvironmentIsTheOneGivenByteForByte() throws Exception {
        byte[] raw = {'R', '=', (byte) 0xFF, '\n', (byte) 0xC3, '"'};
        Program env = new Program("/usr/bin/env", List.of(bytes("env")), List.of(bytes("A=1"), raw));
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            try (ChildProcess child = ChildProcess.spawn(env, tcp.ours().fd())) {
                assertThat(ended(child).isSuccess()).isTrue();
            }
            tcp.ours().shutdownWrite();
            assertThat(tcp.theirs().getInputStream().readAllBytes())
                    .containsExactly('A', '=', '1', '\n', 'R', '=', 0xFF, '\n', 0xC3, '"', '\n');
        }
    }

    @Test
    void itsSignalsAreDefaultAndNoneIsBlocked() throws Exception {
        assertThat(run(shell("sed -n 's/^Sig\\(Blk\\|Ign\\|Cgt\\):.0*//p' /proc/self/status"))
                        .output())
                .isEqualTo("\n\n\n");
    }

    @Test
    void itLeadsAProcessGroupOfItsOwn() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open();
                ChildProcess child = ChildProcess.spawn(
                        shell("cut -d' ' -f5 /proc/$$/stat"), tcp.ours().fd())) {
            ended(child);
            tcp.ours().shutdownWrite();
            assertThat(new String(tcp.theirs().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(child.pid() + "\n");
        }
    }

    @Test
    void theSignalThatEndedItIsKnown() throws Exception {
        assertThat(run(shell("kill -SEGV $$")).status()).hasToString("SIGSEGV").isEqualTo(new ExitStatus(-1, 11));
        assertThat(run(shell("kill -41 $$")).status()).hasToString("signal 41");
        assertThat(new ExitStatus(7, 0)).hasToString("7");
    }

    @Test
    void aSignalReachesItsWholeGroup() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open();
                ChildProcess child = ChildProcess.spawn(
                        shell("sleep 100 & echo $!; wait"), tcp.ours().fd())) {
            FdFacts.of(tcp.ours().fd()).setNonBlocking(false);
            StringBuilder pid = new StringBuilder();
            for (int c = tcp.theirs().getInputStream().read();
                    c != '\n';
                    c = tcp.theirs().getInputStream().read()) {
                pid.append((char) c);
            }
            ProcessHandle grandchild =
                    ProcessHandle.of(Long.parseLong(pid.toString())).orElseThrow();
            child.signal(Signal.SIGTERM);
            assertThat(ended(child)).hasToString("SIGTERM");
            grandchild.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
            child.signal(Signal.SIGKILL); // to nobody: it was reaped
        }
    }

    @Test
    void closeEndsWhatStillRunsAndLeavesNoZombie() throws Exception {
        ChildProcess child;
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            child = ChildProcess.spawn(
                    shell("trap '' TERM HUP; while :; do sleep 1; done"),
                    tcp.ours().fd());
            child.close();
        }
        assertThat(Path.of("/proc", Integer.toString(child.pid()))).doesNotExist();
        child.close();
    }

    @Test
    void endlessInterruptsOfWaitidAreGivenUpAndTheProcessIsStillOurs() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open();
                ChildProcess child =
                        ChildProcess.spawn(shell("exit 4"), tcp.ours().fd())) {
            try (FaultySys sys = FaultySys.failingAll("waitid", Errno.EINTR)) {
                assertThatThrownBy(child::poll).hasMessageContaining("EINTR");
                assertThat(sys.calls()).hasSize(Kernel.INTERRUPT_RETRIES);
            }
            assertThat(ended(child)).hasToString("4");
        }
    }

    @Test
    void aProgramThatIsNotThereOrNotExecutableIsSaid() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            Fd client = tcp.ours().fd();
            Program missing = new Program(directory + "/none", List.of(bytes("none")), List.of());
            assertThatThrownBy(() -> ChildProcess.spawn(missing, client))
                    .isInstanceOf(ErrnoException.NotFound.class)
                    .hasMessage("posix_spawn(" + directory + "/none): ENOENT (No such file or directory)");
            Path file = Files.writeString(directory.resolve("plain"), "echo without a first line\n");
            Program plain = new Program(file.toString(), List.of(bytes("plain")), List.of());
            assertThatThrownBy(() -> ChildProcess.spawn(plain, client)).isInstanceOf(ErrnoException.Denied.class);
            assertThat(file.toFile().setExecutable(true)).isTrue();
            assertThatThrownBy(() -> ChildProcess.spawn(plain, client))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOEXEC));
        }
    }

    @Test
    void theLongestStringIsTakenAndOneByteMoreIsE2big() throws Exception {
        String longest = "D=" + "x".repeat(Program.STRING_BYTES_MAX - 2);
        assertThat(run(shell("echo ${#D}", longest)).output()).isEqualTo(Program.STRING_BYTES_MAX - 2 + "\n");
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            assertThatThrownBy(() -> ChildProcess.spawn(
                            shell("echo", longest + "x"), tcp.ours().fd()))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG));
        }
    }

    @Test
    void aNulInTheEnvironmentIsRefusedNotCut() throws Exception {
        try (Raw.Tcp tcp = Raw.Tcp.open()) {
            assertThatThrownBy(() -> ChildProcess.spawn(
                            shell("echo", "A=1\0B=2"), tcp.ours().fd()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NUL");
        }
    }

    /** Descriptor 2 of this process is closed and taken by a client, as in a daemon that was started without one. */
    @Test
    void theClientMayBeAnyOfTheFirstThreeNumbers() throws Exception {
        for (int number : new int[] {0, 1, 2}) {
            Process lone = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            LoneSpawner.class.getName(),
                            Integer.toString(number),
                            directory.resolve("out" + number).toString())
                    .start();
            assertThat(lone.waitFor())
                    .as(new String(lone.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isZero();
            lone.getOutputStream().close();
            lone.getInputStream().close();
            lone.getErrorStream().close();
            assertThat(Files.readString(directory.resolve("out" + number)))
                    .as("as " + number)
                    .isEqualTo("socket socket " + (number == 2 ? "/dev/null" : "pipe") + " 0\n1\n2\n");
        }
    }
}
