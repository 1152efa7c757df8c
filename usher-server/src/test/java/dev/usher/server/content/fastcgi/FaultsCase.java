package dev.usher.server.content.fastcgi;

import dev.usher.server.content.ContentDoor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A door in front of an application that says what a test has it say. */
abstract class FaultsCase {
    static final String HEAD = "Content-Type: text/plain\r\n";

    @TempDir
    Path temp;

    @BeforeEach
    void site() throws Exception {
        Files.createDirectory(temp.resolve("site"));
        Files.writeString(temp.resolve("site/a.php"), "<?php");
    }

    ContentDoor door(String handler, String... more) throws Exception {
        return new ContentDoor(
                temp,
                "DocumentRoot site\n<FilesMatch \"\\.php$\">\nSetHandler \"" + handler + "\"\n</FilesMatch>\n"
                        + String.join("\n", more));
    }
}
