package dev.usher.server.handler;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sources that were compiled together and see each other's classes, in a class loader of their own. A change of one of them
 * makes a new generation of all; this one serves whom it serves, and is collected behind the last of them.
 *
 * <pre>
 *   CURRENT ── a file changed, compiled ──► replaced by another generation
 *      └ a file changed, does not compile ─► CURRENT, the failure noted: the next look is at the next change
 * </pre>
 *
 * <p>Under the library's lock, but for {@link #loader} and {@link #instances}.
 */
final class Generation {
    private final CompiledLoader loader;
    private final Instances instances = new Instances();
    private final Set<Path> roots = new LinkedHashSet<>();
    private final Map<Path, FileStamp> read = new LinkedHashMap<>();
    private final Map<String, Path> sources = new LinkedHashMap<>();
    private @Nullable Compilation failed;

    Generation(ClassLoader classPath) {
        this.loader = new CompiledLoader(classPath);
    }

    /** Takes what was compiled from {@code files}; classes that are there already stay. */
    void add(Set<Path> files, Compilation compiled) {
        roots.addAll(files);
        read.putAll(compiled.read());
        compiled.classes().forEach((name, made) -> {
            if (sources.putIfAbsent(name, made.source()) == null) {
                loader.add(name, made.bytes());
            }
        });
    }

    CompiledLoader loader() {
        return loader;
    }

    Instances instances() {
        return instances;
    }

    /** The sources that somebody named. */
    Set<Path> roots() {
        return roots;
    }

    boolean hasRead(Path source) {
        return read.containsKey(source);
    }

    /** Whether it has sources in common with a compilation. */
    boolean shares(Compilation compiled) {
        return compiled.read().keySet().stream().anyMatch(read::containsKey);
    }

    /** Whether what they have in common is the same. */
    boolean agrees(Compilation compiled) {
        return compiled.read().entrySet().stream()
                .allMatch(e -> e.getValue().equals(read.getOrDefault(e.getKey(), e.getValue())));
    }

    /** The class of a source: that of this name, else the only one whose simple name it is; null where there is none. */
    @Nullable
    String classOf(Path source, String className) {
        if (source.equals(sources.get(className))) {
            return className;
        }
        String suffix = "." + className;
        return sources.entrySet().stream()
                .filter(e -> e.getValue().equals(source) && e.getKey().endsWith(suffix))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Whether a file has changed since it was compiled, and since that was last tried in vain. */
    boolean isWorthCompiling() {
        if (FileStamp.hold(read)) {
            failed = null;
            return false;
        }
        return failed == null || !failed.wouldFailAgain();
    }

    /** Notes why the change does not compile; returns what was noted before, or null. */
    @Nullable
    Compilation failed(Compilation why) {
        Compilation before = failed;
        failed = why;
        return before;
    }
}
