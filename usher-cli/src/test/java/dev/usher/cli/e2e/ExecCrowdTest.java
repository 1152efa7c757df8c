package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred programs at once: all run before the first may go on, each has 0, 1 and 2 only, each answer is whole. */
class ExecCrowdTest {
    private static final int CROWD = 200;
    private static final int BYTES = 300_000;

    /** Each says how many sockets it has and how many pipes and the like, waits for a line, and writes its bytes. */
    private static final String SHELL = """
            echo "up $(ls -l /proc/$$/fd 2>/dev/null | grep -c -- '-> socket:') 0"
            read go
            head -c 300000 /dev/zero | tr '\\0' "$go"
            """;

    private static final String PHP = """
            <?php
            [$sockets, $others] = [0, 0];
            foreach (glob('/proc/self/fd/*') as $fd) {
                $to = (string) @readlink($fd);
                $sockets += (int) str_starts_with($to, 'socket:');
                $others += (int) preg_match('/^(pipe|anon_inode)/', $to);
            }
            echo "up $sockets $others\\n";
            echo str_repeat(trim(fgets(STDIN)), 300000);
            """;

    private static final String PYTHON = """
            import os, sys
            to = []
            for fd in os.listdir('/proc/self/fd'):
                try: to.append(os.readlink('/proc/self/fd/' + fd))
                except OSError: pass
            print('up', sum(t.startswith('socket:') for t in to), sum(t.startswith(('pipe', 'anon')) for t in to), flush=True)
            sys.stdout.write(sys.stdin.readline().strip() * 300000)
            """;

    @TempDir
    Path directory;

    @Test
    void twoHundredAtOnceInAllThree() throws Exception {
        String dispatch = "case $HANDOFF_DATA in *0) exec sh %s;; *1) exec php %s;; *) exec python3 %s;; esac"
                .formatted(script("h.sh", SHELL), script("h.php", PHP), script("h.py", PYTHON));
        Programs.find("php-cli", "php");
        Programs.python();
        crowd("/bin/sh", "-c", dispatch);
    }

    @Test
    @Tag("slow")
    void twoHundredAtOnceInShell() throws Exception {
        crowd(Programs.find("dash", "sh"), script("h.sh", SHELL));
    }

    @Test
    @Tag("slow")
    void twoHundredAtOnceInPhp() throws Exception {
        crowd(Programs.find("php-cli", "php"), script("h.php", PHP));
    }

    @Test
    @Tag("slow")
    void twoHundredAtOnceInPython() throws Exception {
        crowd(Programs.python(), script("h.py", PYTHON));
    }

    private String script(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private void crowd(String... command) throws Exception {
        Path socket = directory.resolve("seat.sock");
        List<Handed> clients = new ArrayList<>();
        List<String> words = new ArrayList<>(List.of(socket.toString()));
        words.addAll(List.of(command));
        try (UsherProcess usher = UsherProcess.exec(socket, words.toArray(String[]::new))) {
            ProcessFacts base = usher.facts();
            try {
                for (int i = 0; i < CROWD; i++) {
                    clients.add(Handed.to(socket, i + "/" + i % 3));
                }
                for (Handed client : clients) {
                    assertThat(client.hearsUntil("\n")).isEqualTo("up 2 0\n");
                }
                assertThat(children(usher)).isEqualTo(CROWD);
                for (int i = 0; i < CROWD; i++) {
                    String mark = Character.toString('a' + i % 26);
                    assertThat(clients.get(i).says(mark + "\n").rest()).isEqualTo(mark.repeat(BYTES));
                }
            } finally {
                for (Handed client : clients) {
                    client.close();
                }
            }
            Waiting.until("no child is left", 10, () -> children(usher) == 0);
            Waiting.until("descriptors are back to base", 10, () -> descriptors(usher) <= base.descriptors() + 8);
        }
    }

    private static long descriptors(UsherProcess usher) {
        try (var open = Files.list(Path.of("/proc", Long.toString(usher.pid()), "fd"))) {
            return open.count();
        } catch (IOException | java.io.UncheckedIOException closedMeanwhile) {
            return Long.MAX_VALUE;
        }
    }

    /** Zombies too. */
    private static long children(UsherProcess usher) {
        return ProcessHandle.of(usher.pid()).orElseThrow().children().count();
    }
}
