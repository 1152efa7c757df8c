package dev.usher.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seat in a program of somebody else's: what they may name, and how it begins. */
class LibraryTest {
    /** What a program that requires dev.usher.daemon can name, besides the JDK's. */
    private static final Set<String> READABLE = exported();

    @TempDir
    Path directory;

    private static Set<String> exported() {
        Set<String> all = new TreeSet<>(exports(Seat.class));
        all.addAll(exports(dev.usher.config.Values.class));
        all.addAll(exports(dev.usher.loop.Loop.class));
        return all;
    }

    private static Set<String> exports(Class<?> ofModule) {
        try (InputStream in =
                URI.create(root(ofModule) + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(in).exports().stream()
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A folder or a jar. */
    private static URI root(Class<?> of) {
        String where = of.getProtectionDomain().getCodeSource().getLocation().toString();
        return URI.create(where.endsWith("/") ? where : "jar:" + where + "!/");
    }

    private static List<Class<?>> publicClasses() throws Exception {
        Path classes = Path.of(root(Seat.class));
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .filter(name -> READABLE.contains(name.substring(0, name.lastIndexOf('.'))))
                    .<Class<?>>map(LibraryTest::load)
                    .filter(LibraryTest::isOpen)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, LibraryTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A nested class is as open as what it is nested in. */
    private static boolean isOpen(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isOpen(outer));
    }

    @Test
    void whatIsExportedNamesNothingThatIsNot() throws Exception {
        List<Class<?>> classes = publicClasses();
        assertThat(classes).contains(Seat.class, dev.usher.daemon.backend.Backend.class);
        Set<String> hidden = new TreeSet<>();
        for (Class<?> type : classes) {
            for (Field field : type.getDeclaredFields()) {
                look(type, field.getModifiers(), field, hidden, field.getGenericType());
            }
            for (Method method : type.getDeclaredMethods()) {
                look(type, method.getModifiers(), method, hidden, method.getGenericReturnType());
                look(type, method.getModifiers(), method, hidden, types(method));
            }
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                look(type, constructor.getModifiers(), constructor, hidden, types(constructor));
            }
            look(type, Modifier.PUBLIC, type, hidden, type.getGenericInterfaces());
            if (type.getGenericSuperclass() != null) {
                look(type, Modifier.PUBLIC, type, hidden, type.getGenericSuperclass());
            }
        }
        assertThat(hidden).isEmpty();
    }

    private static Type[] types(Executable of) {
        return Stream.concat(Arrays.stream(of.getGenericParameterTypes()), Arrays.stream(of.getGenericExceptionTypes()))
                .toArray(Type[]::new);
    }

    private static void look(Class<?> at, int modifiers, Object what, Set<String> hidden, Type... named) {
        if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)) {
            Arrays.stream(named)
                    .flatMap(LibraryTest::classes)
                    .filter(type -> !isReadable(type))
                    .forEach(type -> hidden.add(at.getSimpleName() + ": " + what + " names " + type.getName()));
        }
    }

    private static Stream<Class<?>> classes(Type type) {
        return switch (type) {
            case Class<?> one -> Stream.of(one.isArray() ? one.getComponentType() : one);
            case ParameterizedType many ->
                Stream.concat(
                        classes(many.getRawType()),
                        Arrays.stream(many.getActualTypeArguments()).flatMap(LibraryTest::classes));
            case GenericArrayType array -> classes(array.getGenericComponentType());
            case WildcardType some ->
                Stream.concat(Arrays.stream(some.getUpperBounds()), Arrays.stream(some.getLowerBounds()))
                        .flatMap(LibraryTest::classes);
            default -> Stream.of(); // a variable: its bounds are declared elsewhere
        };
    }

    private static boolean isReadable(Class<?> type) {
        return type.isPrimitive()
                || type.getName().startsWith("java.")
                || (READABLE.contains(type.getPackageName()) && isOpen(type));
    }

    @Test
    void settingsAreNamedAsInAFile() throws Exception {
        try (Seat seat = Seat.at(directory.resolve("s"))
                .set("MetricsAddr", "off")
                .set("eventloops", "1")
                .set("MaxConnections", "17")
                .startBlocking((request, out) -> out.put("Hello"))) {
            assertThat(seat.maxConnections()).isEqualTo(17);
            assertThat(seat.path()).isEqualTo(directory.resolve("s").toAbsolutePath());
        }
    }

    @Test
    void whatIsNoSettingOrNoValueIsRefusedAtOnce() {
        SeatBuilder seat = Seat.at(directory.resolve("s"));
        assertThatThrownBy(() -> seat.set("MaxConnections", "many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MaxConnections")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> seat.set("Backend", "mock"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no setting Backend")
                .hasMessageContaining("MaxConnections");
    }

    @Test
    void whoWaitsWakesWhenTheSeatIsClosed() throws Exception {
        Seat seat = Seat.at(directory.resolve("s"))
                .set("MetricsAddr", "off")
                .set("EventLoops", "1")
                .startBlocking((request, out) -> out.put("Hello"));
        Thread waits = Thread.ofPlatform().start(() -> {
            try {
                seat.serveUntilShutdown();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        House.await(() -> waits.getState() == Thread.State.WAITING);
        seat.close();
        waits.join();
    }
}
