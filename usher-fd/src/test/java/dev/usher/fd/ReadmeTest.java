package dev.usher.fd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of this room's README: extracted, compiled, and run against each other. */
class ReadmeTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?class (\\w+).*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void readmesSenderAndReceiverPassAClientOn() throws Exception {
        compile();
        Path path = directory.resolve("seat.sock");
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {directory.toUri().toURL()});
                UnixSocket listener = UnixSocket.open(SocketType.SEQPACKET);
                UnixSocket.Pair client = UnixSocket.pair(SocketType.STREAM)) {
            listener.bind(UnixAddress.path(path));
            listener.listen(8);
            method(loader, "Sender", "handOff").invoke(null, path.toString(), client.right(), "{\"prompt\":\"hi\"}");
            ByteBuffer data = ByteBuffer.allocate(4096);
            try (UnixSocket line = listener.accept();
                    StreamSocket received =
                            (StreamSocket) method(loader, "Receiver", "client").invoke(null, line, data)) {
                assertThat(StandardCharsets.UTF_8.decode(data.flip()).toString())
                        .isEqualTo("{\"prompt\":\"hi\"}");
                received.send(
                        ByteBuffer.allocateDirect(2).put(new byte[] {'o', 'k'}).flip());
                ByteBuffer seen = ByteBuffer.allocate(8);
                try (Received answer = client.left().receive(seen, 0)) {
                    assertThat(answer.bytes()).isEqualTo(2);
                }
            }
        }
    }

    private void compile() throws IOException {
        Matcher snippets = SNIPPET.matcher(Files.readString(Path.of("README.md")));
        int found = 0;
        while (snippets.find()) {
            Path source = directory.resolve(snippets.group(2) + ".java");
            Files.writeString(source, snippets.group(1));
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            List.of("-d", directory.toString(), "-cp", "target/classes", source.toString())
                                    .toArray(String[]::new));
            assertThat(status)
                    .as("the README's class " + snippets.group(2) + " compiles")
                    .isZero();
            found++;
        }
        assertThat(found).isEqualTo(2);
    }

    private static Method method(ClassLoader loader, String type, String name) throws ReflectiveOperationException {
        for (Method method : loader.loadClass(type).getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new NoSuchMethodException(type + "." + name);
    }
}
