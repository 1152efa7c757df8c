package dev.usher.server.handler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which generation serves each source now. Sources that use one another come to be of one generation, so that they share its
 * classes: what one leaves in a connection's notes the other can read. Under the library's lock.
 */
final class Generations {
    private static final Logger LOG = LoggerFactory.getLogger("handler");

    private final SourceCompiler compiler;
    private final ClassLoader classPath;
    private final List<Generation> current = new ArrayList<>();
    private final Map<Path, Compilation> failures = new HashMap<>();
    private long compilations;

    Generations(SourceCompiler compiler, ClassLoader classPath) {
        this.compiler = compiler;
        this.classPath = classPath;
    }

    /** How often the compiler was called. */
    long compilations() {
        return compilations;
    }

    /**
     * The generation of a source; compiles it where nobody has asked for it before, or it failed and was changed since.
     *
     * @throws HandlerException with file, line and column
     */
    Generation of(Path source) throws HandlerException {
        for (Generation generation : current) {
            if (generation.hasRead(source)) {
                return generation;
            }
        }
        Compilation before = failures.get(source);
        if (before != null && before.wouldFailAgain()) {
            throw failure(before);
        }
        Compilation made = compile(Set.of(source));
        if (made.failure() != null) {
            failures.put(source, made);
            report(made, before, "it cannot be used");
            throw failure(made);
        }
        failures.remove(source);
        return place(Set.of(source), made);
    }

    boolean hasCompiled(Path source) {
        return current.stream().anyMatch(generation -> generation.hasRead(source));
    }

    private static HandlerException failure(Compilation failed) {
        return new HandlerException(failed.message());
    }

    /** Compiles what has changed; what does not compile stays as it was. */
    void refresh() {
        for (Generation generation : List.copyOf(current)) {
            if (generation.isWorthCompiling()) {
                renew(generation);
            }
        }
    }

    private void renew(Generation old) {
        Set<Path> roots = Set.copyOf(old.roots());
        Compilation made = compile(roots);
        if (made.failure() != null) {
            report(made, old.failed(made), "the last good version serves on");
            return;
        }
        current.remove(old);
        place(roots, made);
    }

    private Generation place(Set<Path> files, Compilation made) {
        List<Generation> near =
                current.stream().filter(other -> other.shares(made)).toList();
        if (near.size() == 1 && near.getFirst().agrees(made)) {
            near.getFirst().add(files, made);
            return near.getFirst();
        }
        Generation placed = new Generation(classPath);
        if (near.isEmpty() || !addAll(placed, files, near)) {
            placed.add(files, made);
        }
        current.add(placed);
        return placed;
    }

    /** Makes one generation of several; false where they do not compile together, and then nothing is changed. */
    private boolean addAll(Generation placed, Set<Path> files, List<Generation> near) {
        Set<Path> roots = new LinkedHashSet<>(files);
        near.forEach(other -> roots.addAll(other.roots()));
        Compilation together = compile(roots);
        if (together.failure() != null) {
            return false;
        }
        placed.add(roots, together);
        current.removeAll(near);
        return true;
    }

    private Compilation compile(Set<Path> files) {
        compilations++;
        long start = System.nanoTime();
        Compilation made = compiler.compile(files);
        if (made.failure() == null) {
            LOG.info(
                    "compiled {} in {} ms",
                    made.read().keySet(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return made;
    }

    private static void report(Compilation failed, @Nullable Compilation before, String therefore) {
        if (!failed.repeats(before)) {
            for (String line :
                    failed.message().split("\n", -1)) { // each is whole: the log writes no line ends of others
                LOG.error("a handler's source does not compile; {}: {}", therefore, line);
            }
        }
    }
}
