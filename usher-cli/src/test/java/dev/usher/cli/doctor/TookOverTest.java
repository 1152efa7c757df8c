package dev.usher.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.fd.PathFd;
import dev.usher.fd.SocketType;
import dev.usher.fd.UnixAddress;
import dev.usher.fd.UnixSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TookOverTest {
    @Test
    void theHolderOfASocketThatTookItsPathOverIsFound(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("took-over-" + ProcessHandle.current().pid() + ".sock");
        Path beside = directory.resolve(path.getFileName() + ".new");
        try (PathFd held = PathFd.open(directory.toString(), PathFd.Option.DIRECTORY);
                UnixSocket socket = UnixSocket.open(SocketType.SEQPACKET)) {
            socket.bind(UnixAddress.below(held, beside.getFileName().toString()));
            socket.listen(1);
            Files.move(beside, path);
            assertThat(Holders.ofPath(path))
                    .extracting(Holder::pid)
                    .containsExactly(ProcessHandle.current().pid());
        }
    }
}
