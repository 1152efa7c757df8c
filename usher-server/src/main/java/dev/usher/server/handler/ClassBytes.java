package dev.usher.server.handler;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import javax.tools.SimpleJavaFileObject;

/** A class file in memory, and the source it was made from. */
final class ClassBytes extends SimpleJavaFileObject {
    private final Path source;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassBytes(String className, Path source) {
        super(URI.create("memory:///" + className.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        this.source = source;
    }

    Path source() {
        return source;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public OutputStream openOutputStream() {
        return bytes;
    }
}
