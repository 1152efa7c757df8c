package dev.usher.server.handler;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles handlers' sources in memory (javax.tools), against the server's own class path and the jars of ModulePath; what
 * they need below HandlerPath is compiled with them. Never to be called on an event loop. One caller at a time.
 */
final class SourceCompiler {
    /** More than these errors help nobody. */
    private static final int SHOWN_MAX = 20;
    /** The compiler walks expressions by recursion; a deep one must not end it. */
    private static final long STACK_BYTES = 16 << 20;

    private static final List<String> OPTIONS =
            List.of("-proc:none", "-implicit:class", "-Xprefer:source", "-g", "-parameters", "-nowarn");

    private final List<Path> roots;
    private final List<Path> jars;
    private final ClassLoader classPath;
    private final SourceTrust trust;
    private final Supplier<@Nullable JavaCompiler> jdk;

    /** The JDK's compiler, looked for when it is first needed. */
    SourceCompiler(List<Path> roots, List<Path> jars, ClassLoader classPath, SourceTrust trust) {
        this(roots, jars, classPath, trust, ToolProvider::getSystemJavaCompiler);
    }

    /**
     * A compiler.
     *
     * @param roots HandlerPath's folders, absolute
     * @param jars what stands behind the server's own class path
     * @param classPath finds the classes of both
     */
    SourceCompiler(
            List<Path> roots,
            List<Path> jars,
            ClassLoader classPath,
            SourceTrust trust,
            Supplier<@Nullable JavaCompiler> jdk) {
        this.roots = List.copyOf(roots);
        this.jars = List.copyOf(jars);
        this.classPath = classPath;
        this.trust = trust;
        this.jdk = jdk;
    }

    /**
     * Compiles {@code files} together. On a platform thread of its own, which has ended when this returns: seconds of
     * computing would keep a carrier from all other virtual threads, and its stack is too small for some sources.
     */
    Compilation compile(Collection<Path> files) {
        Compilation[] result = new Compilation[1];
        Thread worker = Thread.ofPlatform()
                .name("handler-compiler")
                .stackSize(STACK_BYTES)
                .unstarted(() -> result[0] = compileHere(files));
        worker.start();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result[0];
    }

    private Compilation compileHere(Collection<Path> files) {
        JavaCompiler compiler = jdk.get();
        if (compiler == null) {
            return failed("the Java in " + System.getProperty("java.home")
                    + " has no compiler: handlers from source need a JDK (25 or later) instead of a JRE");
        }
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                compiler.getStandardFileManager(said, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            standard.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            SourceTree tree = new SourceTree(standard, roots, trust, this::isOnClassPath);
            return run(compiler, tree, said, files);
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Compilation run(
            JavaCompiler compiler, SourceTree tree, DiagnosticCollector<JavaFileObject> said, Collection<Path> files) {
        List<Source> units =
                files.stream().map(f -> tree.source(f, binaryName(f))).toList();
        String failure = null;
        try {
            for (Source unit : units) {
                unit.getCharContent(false);
            }
            boolean done = compiler.getTask(Writer.nullWriter(), tree, said, OPTIONS, null, units)
                    .call();
            failure = done ? null : errors(said);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            failure = e instanceof IOException ? String.valueOf(e.getMessage()) : "the compiler failed: " + e;
        }
        IOException refused = tree.refused();
        String why = refused == null ? failure : String.valueOf(refused.getMessage());
        return new Compilation(
                why == null ? Map.copyOf(tree.classes()) : Map.of(),
                Map.copyOf(tree.read()),
                Map.copyOf(tree.searched()),
                why == null ? null : new HandlerException(why),
                refused != null);
    }

    private static Compilation failed(String why) {
        return new Compilation(Map.of(), Map.of(), Map.of(), new HandlerException(why), false);
    }

    /** By the file's place below HandlerPath; elsewhere its own name. */
    private String binaryName(Path file) {
        Path below = roots.stream()
                .filter(file::startsWith)
                .findFirst()
                .map(root -> root.relativize(file))
                .orElse(Path.of(String.valueOf(file.getFileName())));
        return below.toString().replaceFirst("\\.java$", "").replace('/', '.');
    }

    private List<Path> classPath() {
        String own = System.getProperty("java.class.path", "");
        Stream<Path> server = Stream.of(own.split(File.pathSeparator))
                .filter(e -> !e.isEmpty())
                .map(Path::of);
        return Stream.concat(server, jars.stream()).toList();
    }

    private boolean isOnClassPath(String binaryName) {
        return classPath.getResource(binaryName.replace('.', '/') + ".class") != null;
    }

    private static String errors(DiagnosticCollector<JavaFileObject> said) {
        List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>(said.getDiagnostics());
        errors.removeIf(d -> d.getKind() != Diagnostic.Kind.ERROR);
        if (errors.isEmpty()) {
            return "the compiler failed and did not say why";
        }
        String shown =
                errors.stream().limit(SHOWN_MAX).map(SourceCompiler::line).collect(Collectors.joining("\n"));
        int more = errors.size() - SHOWN_MAX;
        return more > 0 ? shown + "\nand " + more + " more errors" : shown;
    }

    /** {@code FILE:LINE:COLUMN: what is wrong}, in one line. */
    private static String line(Diagnostic<? extends JavaFileObject> error) {
        String message = error.getMessage(Locale.ENGLISH).strip().replaceAll("\\s*\\R\\s*", "; ");
        JavaFileObject source = error.getSource();
        return source == null
                ? message
                : source.getName() + ":" + error.getLineNumber() + ":" + error.getColumnNumber() + ": " + message;
    }
}
