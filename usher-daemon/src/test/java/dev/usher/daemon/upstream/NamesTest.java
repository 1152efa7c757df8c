package dev.usher.daemon.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.loop.Loops;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Names that are looked for when there is nobody any more who looks. */
class NamesTest {
    @Test
    void afterItsEndANameHasNoAddress() throws Exception {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Names names = new Names();
        names.close();
        try (Loops loops = Loops.start("names", 1)) {
            loops.get(0).execute(() -> names.find("localhost", loops.get(0), found::complete));
            assertThat(found.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }
}
