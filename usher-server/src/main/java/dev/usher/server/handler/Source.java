package dev.usher.server.handler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** A source as the compiler sees it: checked, stamped and read once, when it is first asked for. One compilation's. */
final class Source extends SimpleJavaFileObject {
    /** A source is written by people; what is larger is a mistake. */
    private static final long SIZE_MAX = 4 << 20;

    private final Path path;
    private final String binaryName;
    private final SourceTree tree;
    private @Nullable String text;

    /**
     * A file that the compiler may ask for.
     *
     * @param binaryName the class it should hold, by its place below HandlerPath; of another file its simple name
     */
    Source(Path path, String binaryName, SourceTree tree) {
        super(path.toUri(), Kind.SOURCE);
        this.path = path;
        this.binaryName = binaryName;
        this.tree = tree;
    }

    Path path() {
        return path;
    }

    String binaryName() {
        return binaryName;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
        String known = text;
        if (known == null) {
            known = tree.read(this, this::content);
            text = known;
        }
        return known;
    }

    private String content() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new HandlerException(path + (Files.exists(path) ? " is no regular file" : " is not there"));
        }
        long size = Files.size(path);
        if (size > SIZE_MAX) {
            throw new HandlerException(path + " has " + size + " bytes; a source may have " + SIZE_MAX);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HandlerException(path + " is not UTF-8", e);
        }
    }

    /** What messages call it. */
    @Override
    public String getName() {
        return path.toString();
    }
}
