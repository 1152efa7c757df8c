package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.content.ContentDoor;
import dev.usher.server.content.Fetched;
import dev.usher.testkit.PhpFpm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real pools that are reached by TCP, full, slow, dead and back again. */
class PoolTest {
    @TempDir
    Path temp;

    @BeforeEach
    void site() throws Exception {
        Path root = Files.createDirectory(temp.resolve("site"));
        Files.writeString(root.resolve("hello.php"), "<?php echo 'hello ', $_GET['n'] ?? '';");
        Files.writeString(root.resolve("slow.php"), "<?php usleep((int) $_GET['ms'] * 1000); echo 'slept';");
    }

    private ContentDoor door(PhpFpm fpm, String more) throws Exception {
        return new ContentDoor(temp, "DocumentRoot site\n" + fpm.phpFiles() + more);
    }

    private static List<Fetched> atOnce(ContentDoor door, int count, String target) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(count)) {
            Callable<Fetched> one = () -> door.get(target);
            List<Fetched> all = new ArrayList<>();
            for (Future<Fetched> each : clients.invokeAll(java.util.Collections.nCopies(count, one))) {
                all.add(each.get());
            }
            return all;
        }
    }

    @Test
    void aPoolIsReachedByTcp() throws Exception {
        try (PhpFpm fpm = PhpFpm.onTcp(temp);
                ContentDoor door = door(fpm, "")) {
            assertThat(door.get("/hello.php?n=tcp").text()).isEqualTo("hello tcp");
        }
    }

    @Test
    void manyRequestsAtOnceShareTwoWorkers() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp);
                ContentDoor door = door(fpm, "")) {
            assertThat(atOnce(door, 40, "/hello.php?n=1")).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("hello 1");
            });
        }
    }

    @Test
    void aFullPoolWithASmallBacklogIsWaitedFor() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp, "pm.max_children = 1", "listen.backlog = 1");
                ContentDoor door = door(fpm, "")) {
            assertThat(atOnce(door, 12, "/slow.php?ms=30"))
                    .allSatisfy(answer -> assertThat(answer.text()).isEqualTo("slept"));
        }
    }

    @Test
    void aFullPoolIs503Or504InTheEnd() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp, "pm.max_children = 1", "listen.backlog = 1");
                ContentDoor door = door(fpm, "ProxyTimeout 300ms\n")) {
            List<Fetched> answers = atOnce(door, 8, "/slow.php?ms=2000");
            assertThat(answers).extracting(Fetched::status).allMatch(status -> status == 503 || status == 504);
            assertThat(answers).extracting(Fetched::status).contains(503, 504);
        }
    }

    @Test
    void aSlowScriptIs504AndItsWorkerIsFreeAgain() throws Exception {
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp, "pm.max_children = 1");
                ContentDoor door = door(fpm, "ProxyTimeout 300ms\n")) {
            assertThat(door.get("/slow.php?ms=600").status()).isEqualTo(504);
            assertThat(door.get("/slow.php?ms=0").status()).isIn(200, 504);
        }
    }

    @Test
    void aPoolThatDiesIs503AndServesWhenItIsBack() throws Exception {
        try (PhpFpm first = PhpFpm.onUnixSocket(temp);
                ContentDoor door = door(first, "")) {
            assertThat(door.get("/hello.php").status()).isEqualTo(200);
            first.kill();
            assertThat(door.get("/hello.php").status()).isEqualTo(503);
            try (PhpFpm second = PhpFpm.onUnixSocket(temp)) {
                assertThat(second.handler()).isEqualTo(first.handler());
                assertThat(door.get("/hello.php").status()).isEqualTo(200);
            }
        }
    }
}
