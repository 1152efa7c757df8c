package dev.usher.server.content.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigLoader;
import dev.usher.server.Door;
import dev.usher.server.ServerSettings;
import dev.usher.server.content.Fetched;
import dev.usher.testkit.PhpFpm;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script and the access log call a client of IPv6. */
class PhpOverIpv6Test {
    @TempDir
    Path temp;

    @Test
    void addressesOfIpv6AreWrittenAsRfc5952Says() throws Exception {
        Path root = Files.createDirectory(temp.resolve("site"));
        Files.writeString(
                root.resolve("who.php"), "<?php echo '[', $_SERVER['REMOTE_ADDR'], ' ', $_SERVER['SERVER_ADDR'], ']';");
        try (PhpFpm fpm = PhpFpm.onUnixSocket(temp)) {
            var configuration = ConfigLoader.of(ServerSettings.catalog())
                    .loadText(
                            temp.resolve("usher.conf"),
                            "Listen [::1]:0\nDocumentRoot site\nCustomLog own.log \"%h %A.\"\n" + fpm.phpFiles());
            try (Door door = Door.open(configuration, 1);
                    Socket client = new Socket(
                            InetAddress.ofLiteral("::1"), door.ports().getFirst())) {
                client.setSoTimeout(10_000);
                client.getOutputStream().write(Fetched.request("GET", "/who.php", new byte[0]));
                String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).endsWith("[::1 ::1]");
            }
        }
        assertThat(Files.readString(temp.resolve("own.log"))).isEqualTo("::1 ::1.\n");
    }
}
