package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fails the k-th native call of each operation with each error of its man page: the error that comes out names the call
 * and what it was made on, nothing leaks, and the objects can be used or closed afterwards.
 */
final class FaultTest {
    @TempDir
    Path directory;

    private int grounds;

    static List<Operation> operations() {
        return Operation.all();
    }

    static List<Operation> operationsAndProcesses() {
        List<Operation> all = new java.util.ArrayList<>(operations());
        all.addAll(Operation.processes());
        return all;
    }

    private Operation.Ground ground() throws Exception {
        return new Operation.Ground(Files.createDirectory(directory.resolve("g" + grounds++)));
    }

    @ParameterizedTest
    @MethodSource("operationsAndProcesses")
    void eachCallFailingWithEachErrorIsToldAndLeaksNothing(Operation operation) throws Exception {
        List<String> calls = recorded(operation);
        long memory = Scratch.allocatedBytes();
        assertThat(calls).isNotEmpty();
        for (int k = 1; k <= calls.size(); k++) {
            for (Errno errno : ManPages.errorsOf(calls.get(k - 1))) {
                fail(operation, calls.get(k - 1), k, errno);
            }
        }
        assertThat(Scratch.allocatedBytes()).as("native memory").isEqualTo(memory);
    }

    private List<String> recorded(Operation operation) throws Exception {
        try (Operation.Ground ground = ground();
                FaultySys sys = FaultySys.recording()) {
            assertThat(operation.body().run(ground)).isNotNull();
            return List.copyOf(sys.calls());
        }
    }

    private void fail(Operation operation, String call, int k, Errno errno) throws Exception {
        String where = operation.name() + ", call " + k + " = " + call + " fails with " + errno;
        try (Operation.Ground ground = ground()) {
            long owners = FdLedger.openOwners();
            int open = openDescriptors();
            ErrnoException thrown = null;
            try (FaultySys _ = FaultySys.failing(k, errno)) {
                operation.body().run(ground);
            } catch (ErrnoException e) {
                thrown = e;
            }
            assertThat(FdLedger.openOwners()).as(where + ": owners").isEqualTo(owners);
            assertThat(openDescriptors()).as(where + ": descriptors").isEqualTo(open);
            assertToldAsItShouldBe(operation, call, errno, thrown, where);
            if (thrown != null && operation.repeatable()) {
                assertThat(operation.body().run(ground))
                        .as(where + ": once more")
                        .isNotNull();
            }
        }
    }

    private static void assertToldAsItShouldBe(
            Operation operation, String call, Errno errno, ErrnoException thrown, String where) {
        boolean retried = errno == Errno.EINTR || (call.equals("accept4") && errno == Errno.ECONNABORTED);
        boolean answered = operation.answers().contains(call + ":" + errno);
        if (retried || answered || call.equals("close") || call.endsWith("Destroy")) {
            assertThat(thrown).as(where).isNull();
            return;
        }
        assertThat(thrown).as(where).isNotNull();
        assertThat(thrown.call()).as(where).isEqualTo(ManPages.nameOf(call));
        assertThat(thrown.errno()).as(where).isEqualTo(errno);
        assertThat(thrown)
                .as(where)
                .hasMessageStartingWith(ManPages.nameOf(call) + "(")
                .hasMessageContaining("): " + errno + " (");
        if (!call.startsWith("socket")) {
            assertThat(thrown.path()).as(where + ": what it was made on").isNotBlank();
        }
    }

    private static int openDescriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void endlessInterruptsAreGivenUpWithEintr(Operation operation) throws Exception {
        for (String call : recorded(operation).stream().distinct().toList()) {
            if (!ManPages.errorsOf(call).contains(Errno.EINTR) || call.equals("close")) {
                continue;
            }
            try (Operation.Ground ground = ground()) {
                int before = openDescriptors();
                try (FaultySys sys = FaultySys.failingAll(call, Errno.EINTR)) {
                    assertThatThrownBy(() -> operation.body().run(ground))
                            .isInstanceOf(ErrnoException.class)
                            .hasMessageContaining("EINTR");
                    assertThat(sys.calls().stream().filter(call::equals)).hasSize(Kernel.INTERRUPT_RETRIES);
                }
                assertThat(openDescriptors()).isEqualTo(before);
            }
        }
    }

    @Test
    void endlessAbortedConnectionsAreGivenUp() throws Exception {
        try (Operation.Ground ground = ground();
                FaultySys sys = FaultySys.failingAll("accept4", Errno.ECONNABORTED)) {
            assertThatThrownBy(ground.listener::accept).hasMessageContaining("ECONNABORTED");
            assertThat(sys.calls()).hasSize(16);
        }
    }

    @Test
    void aFailedSendKeepsDataAndDescriptorsWithTheCaller() throws Exception {
        try (Operation.Ground ground = ground()) {
            var data = UnixSocketTest.bytes("hello");
            Fd client = ground.tcp.ours().fd();
            try (FaultySys sys = FaultySys.failing(1, Errno.ETOOMANYREFS)) {
                assertThatThrownBy(() -> ground.messages.left().send(data, client))
                        .isInstanceOf(ErrnoException.TooManyInFlight.class);
                assertThat(sys.calls()).hasSize(1);
            }
            assertThat(data.remaining()).isEqualTo(5);
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void aMachineItWasNotMadeForIsRefused() {
        assertThatThrownBy(() -> LayoutCheck.machine("Linux", "riscv64", java.nio.ByteOrder.LITTLE_ENDIAN))
                .hasMessageContaining("riscv64");
        assertThatThrownBy(() -> LayoutCheck.machine("Mac OS X", "aarch64", java.nio.ByteOrder.LITTLE_ENDIAN))
                .hasMessageContaining("Mac OS X");
        assertThatThrownBy(() -> LayoutCheck.machine("Linux", "aarch64", java.nio.ByteOrder.BIG_ENDIAN))
                .hasMessageContaining("BIG_ENDIAN");
        LayoutCheck.machine("Linux", "aarch64", java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aKernelThatDoesNotFitIsRefusedAtTheStartAndLeaksNothing() {
        List<String> calls;
        try (FaultySys sys = FaultySys.recording()) {
            LayoutCheck.run(Kernel.sys());
            calls = List.copyOf(sys.calls());
        }
        for (int k = 1; k <= calls.size(); k++) {
            if (calls.get(k - 1).equals("close")) {
                continue;
            }
            try (FaultySys sys = FaultySys.failing(k, Errno.EINVAL)) {
                assertThatThrownBy(() -> LayoutCheck.run(Kernel.sys()))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("does not fit this kernel");
                assertThat(sys.calls()).isNotEmpty();
            }
        }
    }
}
