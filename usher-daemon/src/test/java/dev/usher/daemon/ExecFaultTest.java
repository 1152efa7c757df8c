package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.daemon.stream.Count;
import dev.usher.fd.Errno;
import dev.usher.fd.FailingCall;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that the kernel does not start, and calls that fail about those it does. Every client gets an answer. */
@Tag("transport")
class ExecFaultTest {
    @TempDir
    Path directory;

    private House house() throws Exception {
        return House.open(directory, "backend=exec", "exec-command=/bin/sh -c 'sleep 0.1; echo ran'");
    }

    @ParameterizedTest
    @CsvSource({
        "E2BIG,413,data_too_long",
        "EAGAIN,503,no_process",
        "ENOMEM,503,no_process",
        "EMFILE,503,no_process",
        "ENFILE,503,no_process",
        "ENOENT,500,handler_cannot_start",
        "EACCES,500,handler_cannot_start",
        "EPERM,500,handler_cannot_start",
        "ETXTBSY,500,handler_cannot_start",
        "EIO,500,handler_cannot_start",
        "ELIBBAD,500,handler_cannot_start"
    })
    void aFailureOfPosixSpawnIsAnswered(Errno errno, int status, String code) throws Exception {
        answered("posixSpawn", errno, status, code);
    }

    @ParameterizedTest
    @CsvSource({"EMFILE,503,no_process", "ENFILE,503,no_process", "ENODEV,500,handler_cannot_start"})
    void aProgramWithoutAPidfdIsEndedAndTheClientAnswered(Errno errno, int status, String code) throws Exception {
        answered("pidfdOpen", errno, status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "posixSpawnFileActionsInit",
        "posixSpawnFileActionsAdddup2",
        "posixSpawnFileActionsAddclosefromNp",
        "posixSpawnattrInit"
    })
    void wantOfMemoryOnTheWayIs503(String call) throws Exception {
        answered(call, Errno.ENOMEM, 503, "no_process");
    }

    private void answered(String call, Errno errno, int status, String code) throws Exception {
        try (House house = house()) {
            try (FailingCall failing = FailingCall.after(0, call, errno)) {
                assertThat(house.exchange("{}"))
                        .startsWith("HTTP/1.1 " + status + " ")
                        .contains(code);
                assertThat(failing.happened()).isTrue();
            }
            assertThat(house.exchange("{}")).isEqualTo("ran\n");
            House.await(() -> house.seat.activeStreams() == 0);
            house.awaitCount(Count.BACKEND_ERRORS, 1);
        }
    }

    @Test
    void aFailureOfWaitidEndsTheProgramAndFreesItsPlace() throws Exception {
        try (House house = House.open(directory, "backend=exec", "exec-command=/bin/echo ran", "max-processes=1")) {
            try (FailingCall failing = FailingCall.after(0, "waitid", Errno.EINVAL)) {
                assertThat(house.exchange("{}")).isEqualTo("ran\n");
                House.await(failing::happened);
                House.await(() -> house.seat.activeStreams() == 0);
            }
            House.await(() -> {
                try {
                    return house.exchange("{}").equals("ran\n");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void aClientWhoseSocketCannotBePreparedIsClosed() throws Exception {
        try (House house = house();
                FailingCall failing = FailingCall.after(0, "setsockopt", Errno.ENOBUFS)) {
            assertThat(house.exchange("{}")).isEmpty();
            assertThat(failing.happened()).isTrue();
            House.await(() -> house.seat.activeStreams() == 0);
        }
    }
}
