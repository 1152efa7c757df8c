package dev.usher.server.handler;

import dev.usher.config.Values;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds handlers by name: on the class path, in the jars of ModulePath, as a source below HandlerPath, in this order. A
 * source is compiled when it is first asked for, which takes a second or two.
 *
 * <p>One for a server, closed with it. For all threads but event loops: whoever asks may wait for a compilation.
 */
public final class HandlerLibrary implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final HandlerPlaces places;
    private final List<Form<?, ?>> forms;
    private final URLClassLoader classPath;
    private final Generations generations;
    private final Instances ofClassPath = new Instances();
    private final Map<Place, Bound<?>> bound = new ConcurrentHashMap<>();

    private HandlerLibrary(HandlerPlaces places, SourceTrust trust, List<Form<?, ?>> forms) throws IOException {
        this.places = places;
        this.forms = List.copyOf(forms);
        this.classPath = ModuleJars.loader(places.jars());
        this.generations =
                new Generations(new SourceCompiler(places.roots(), places.jars(), classPath, trust), classPath);
    }

    /**
     * Opens the library that a configuration describes; reads no source.
     *
     * @param main the main server's settings
     * @param base what relative paths belong to
     * @param forms further ways to write a handler, beside the connection room's interfaces
     * @throws IOException where an entry of ModulePath is neither a jar nor a folder, or others may change it
     */
    public static HandlerLibrary open(Values main, Path base, List<Form<?, ?>> forms) throws IOException {
        List<Path> roots = main.find(HandlerSettings.HANDLER_PATH).orElse(List.of()).stream()
                .map(path -> HandlerPlaces.absolute(base, path))
                .toList();
        SourceTrust trust = new SourceTrust(ThisProcess.effectiveUid());
        List<Path> jars = ModuleJars.of(main.find(HandlerSettings.MODULE_PATH).orElse(List.of()), base, trust);
        return new HandlerLibrary(new HandlerPlaces(roots, jars, base.toAbsolutePath()), trust, forms);
    }

    /** What a name in the configuration means depends on. */
    private record Place(HandlerName name, Class<?> style, HandlerRules rules) {}

    /**
     * A handler of the configuration; one object for all places of which the same is said, so that what is ready at one of them
     * is ready at all.
     *
     * @param style an interface that {@link Form} has a row for
     * @param rules what the host says of its handlers
     */
    @SuppressWarnings("unchecked") // the style is a part of the key
    public <T> Bound<T> bind(HandlerName name, Class<T> style, HandlerRules rules) {
        return (Bound<T>)
                bound.computeIfAbsent(new Place(name, style, rules), _ -> new Bound<>(this, name, style, rules));
    }

    /**
     * Finds, compiles and initialises what a name means (Module).
     *
     * @throws HandlerException with what was looked for, or with file, line and column
     */
    public void load(HandlerName name) throws HandlerException {
        Class<?> type = find(name).type();
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            Throwable why = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            throw new HandlerException(name + ": " + type.getName() + " cannot be initialised: " + why, why);
        }
    }

    /**
     * Whether a name means such a handler; makes no object.
     *
     * @throws HandlerException with what is wrong
     */
    public void check(HandlerName name, Class<?> style) throws HandlerException {
        var _ = recipe(find(name), style);
    }

    /**
     * Makes a handler that nobody else gets.
     *
     * @throws HandlerException where it is not found, does not compile, is no such handler or its constructor fails
     */
    public <T> T make(HandlerName name, Class<T> style) throws HandlerException {
        try {
            return recipe(find(name), style).make(new Instances());
        } catch (HandlerException e) {
            throw e.about(name);
        }
    }

    /** Compiles the sources that have changed since they were; what does not compile stays as it was, and the log says why. */
    public void refresh() {
        lock.lock();
        try {
            generations.refresh();
        } finally {
            lock.unlock();
        }
    }

    /** How often the compiler was called. */
    public long compilations() {
        lock.lock();
        try {
            return generations.compilations();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finds what a name means now; runs no code of it.
     *
     * @throws HandlerException with what was looked for, or with file, line and column
     */
    Handler find(HandlerName name) throws HandlerException {
        lock.lock();
        try {
            return locate(name);
        } catch (LinkageError e) {
            throw new HandlerException(name + " cannot be loaded: " + e, e);
        } catch (HandlerException e) {
            throw e.about(name);
        } finally {
            lock.unlock();
        }
    }

    /** How an object of {@code style} is made of what was found. */
    <T> Recipe<T> recipe(Handler handler, Class<T> style) throws HandlerException {
        try {
            return Recipe.of(handler, Form.rows(style, forms));
        } catch (LinkageError e) {
            throw new HandlerException(handler.name() + " cannot be loaded: " + e, e);
        } catch (HandlerException e) {
            throw e.about(handler.name());
        }
    }

    /** Does several things without another thread's changes between them. */
    void atOnce(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Where a class was found. */
    private record Found(Class<?> type, Instances instances) {}

    private Handler locate(HandlerName name) throws HandlerException {
        Found place = name.file() == null ? named(name.className()) : inFile(name, name.file());
        if (place != null && (name.file() == null || name.member() == null)) {
            return new Handler(name, place.type(), List.of(), place.instances());
        }
        if (place == null && name.file() == null && name.owner() != null) {
            place = named(name.owner());
        }
        if (place == null || name.member() == null) {
            throw new HandlerException(
                    "there is no such handler; looked for " + places.lookedFor(name) + nestedHint(name.className()));
        }
        return Members.of(place.type(), name, name.member(), place.instances());
    }

    private @Nullable Found named(String className) throws HandlerException {
        try {
            return new Found(Class.forName(className, false, classPath), ofClassPath);
        } catch (ClassNotFoundException e) {
            Path source = places.sources(className).stream()
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElse(null);
            return source == null ? null : inSource(source, className);
        }
    }

    /** Java writes a nested class with a dot where its name has a dollar sign. */
    private String nestedHint(String className) {
        int dot = className.lastIndexOf('.');
        String nested = dot < 0 ? className : className.substring(0, dot) + "$" + className.substring(dot + 1);
        return isOnClassPath(nested) ? "; there is " + nested : "";
    }

    private @Nullable Found inFile(HandlerName name, Path file) throws HandlerException {
        for (Path source : places.files(file)) {
            if (Files.isRegularFile(source)) {
                return inSource(source, name.className());
            }
        }
        return null;
    }

    private Found inSource(Path source, String className) throws HandlerException {
        Generation generation = generations.of(source);
        String found = generation.classOf(source, className);
        if (found == null) {
            throw new HandlerException(source + " has no class " + className
                    + "; its package and its name follow from where the file lies and what it is called");
        }
        try {
            return new Found(Class.forName(found, false, generation.loader()), generation.instances());
        } catch (ClassNotFoundException e) {
            throw new HandlerException(found + " is lost: " + e, e);
        }
    }

    /** Whether a name can be found without compiling: its class is on the class path, or its source was compiled. */
    boolean isAtHand(HandlerName name) {
        lock.lock();
        try {
            return HandlerPlaces.classNames(name).stream().anyMatch(this::isOnClassPath)
                    || sources(name).anyMatch(generations::hasCompiled);
        } finally {
            lock.unlock();
        }
    }

    private boolean isOnClassPath(String className) {
        return classPath.getResource(HandlerPlaces.classFile(className)) != null;
    }

    private Stream<Path> sources(HandlerName name) {
        return name.file() == null
                ? HandlerPlaces.classNames(name).stream().flatMap(one -> places.sources(one).stream())
                : places.files(name.file()).stream();
    }

    /** Whether there is a class or a source of that name; compiles nothing. */
    boolean exists(HandlerName name) {
        return HandlerPlaces.classNames(name).stream().anyMatch(this::isOnClassPath)
                || sources(name).anyMatch(Files::isRegularFile);
    }

    /** What is looked for, for messages. */
    String lookedFor(HandlerName name) {
        return places.lookedFor(name);
    }

    /** Closes the jars; handlers that are still running find no further classes in them. */
    @Override
    public void close() throws IOException {
        classPath.close();
    }
}
