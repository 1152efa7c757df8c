package dev.usher.server.handler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * What one compilation sees and makes: sources below HandlerPath, the class path behind them, classes in memory. Notes which
 * sources were read and which folders were searched, since a change of one of them is a reason to compile anew.
 */
final class SourceTree extends ForwardingJavaFileManager<StandardJavaFileManager> {
    /** More sources than a server's handlers have. */
    private static final int SOURCES_MAX = 10_000;

    private static final String SUFFIX = Kind.SOURCE.extension;

    private final List<Path> roots;
    private final SourceTrust trust;
    private final Predicate<String> isOnClassPath;
    private final Map<Path, Source> sources = new LinkedHashMap<>();
    private final Map<Path, FileStamp> read = new LinkedHashMap<>();
    private final Map<Path, FileStamp> searched = new LinkedHashMap<>();
    private final Map<String, ClassBytes> classes = new LinkedHashMap<>();
    private @Nullable IOException refused;

    /** Reads a source's content. */
    interface Content {
        String get() throws IOException;
    }

    /**
     * One compilation's files.
     *
     * @param isOnClassPath whether a class of that binary name is there already, so that no source of it counts
     */
    SourceTree(StandardJavaFileManager jdk, List<Path> roots, SourceTrust trust, Predicate<String> isOnClassPath) {
        super(jdk);
        this.roots = roots;
        this.trust = trust;
        this.isOnClassPath = isOnClassPath;
    }

    /** The object for a source, the same one whoever asks. */
    Source source(Path path, String binaryName) {
        if (sources.size() >= SOURCES_MAX) {
            throw new IllegalStateException("more than " + SOURCES_MAX + " sources below " + roots);
        }
        return sources.computeIfAbsent(path, _ -> new Source(path, binaryName, this));
    }

    /** Reads a source that is trusted; its stamp is taken before, so that a change meanwhile shows later. */
    String read(Source source, Content content) throws IOException {
        try {
            read.put(source.path(), FileStamp.of(source.path()));
            trust.require(source.path());
            return content.get();
        } catch (IOException e) {
            refused = refused == null ? e : refused;
            throw e;
        }
    }

    /** Why a source could not be read, or null. */
    @Nullable
    IOException refused() {
        return refused;
    }

    Map<Path, FileStamp> read() {
        return read;
    }

    Map<Path, FileStamp> searched() {
        return searched;
    }

    Map<String, ClassBytes> classes() {
        return classes;
    }

    /** Always: without a source path the compiler would take sources from the class path. */
    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<Kind> kinds, boolean recurse)
            throws IOException {
        if (location != StandardLocation.SOURCE_PATH) {
            return super.list(location, packageName, kinds, recurse);
        }
        Map<String, JavaFileObject> found = new LinkedHashMap<>();
        for (Path root : roots) {
            Path folder = root.resolve(packageName.replace('.', '/'));
            if (kinds.contains(Kind.SOURCE) && Files.isDirectory(folder)) {
                list(folder, packageName, found);
            }
        }
        return new ArrayList<>(found.values());
    }

    private void list(Path folder, String packageName, Map<String, JavaFileObject> found) throws IOException {
        searched.put(folder, FileStamp.of(folder));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String fileName = String.valueOf(file.getFileName());
                String simpleName = fileName.substring(0, fileName.length() - SUFFIX.length());
                String binaryName = packageName.isEmpty() ? simpleName : packageName + "." + simpleName;
                if (!found.containsKey(binaryName) && !isOnClassPath.test(binaryName)) {
                    found.put(binaryName, source(file, binaryName));
                }
            }
        }
    }

    @Override
    public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Source source ? source.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return (a instanceof Source || b instanceof Source) ? a.equals(b) : super.isSameFile(a, b);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return file instanceof Source ? location == StandardLocation.SOURCE_PATH : super.contains(location, file);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            JavaFileManager.Location location, String className, Kind kind, @Nullable FileObject sibling) {
        if (!(sibling instanceof Source source)) {
            throw new IllegalStateException(className + " is made from no source below " + roots);
        }
        ClassBytes made = new ClassBytes(className, source.path());
        classes.put(className, made);
        return made;
    }
}
