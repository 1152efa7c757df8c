package dev.usher.server.handler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a handler's class or source may lie.
 *
 * @param roots HandlerPath's folders, absolute
 * @param jars ModulePath's jars and folders of classes, absolute
 * @param base what a relative path belongs to that is below none of {@code roots}
 */
record HandlerPlaces(List<Path> roots, List<Path> jars, Path base) {
    HandlerPlaces {
        roots = List.copyOf(roots);
        jars = List.copyOf(jars);
    }

    /** The sources a class may be in, best first: one of its own name, and that of the class around it. */
    List<Path> sources(String className) {
        int nested = className.indexOf('$', className.lastIndexOf('.') + 2);
        String outer = nested < 0 ? className : className.substring(0, nested);
        return Stream.of(className, outer)
                .distinct()
                .flatMap(name -> roots.stream().map(root -> root.resolve(name.replace('.', '/') + ".java")))
                .toList();
    }

    /** The files that {@code FILE.java} may be, best first: below HandlerPath, then beside the configuration. */
    List<Path> files(Path file) {
        return Stream.concat(roots.stream(), Stream.of(base))
                .map(root -> absolute(root, file))
                .distinct()
                .toList();
    }

    /** What is looked for, for messages. */
    String lookedFor(HandlerName name) {
        List<String> all = new ArrayList<>();
        if (name.file() != null) {
            files(name.file()).forEach(file -> all.add(file.toString()));
            return String.join(", ", all);
        }
        String where = jars.isEmpty() ? "on the class path" : "on the class path and in the jars of ModulePath";
        for (String className : classNames(name)) {
            all.add(classFile(className) + " " + where);
            sources(className).forEach(source -> all.add(source.toString()));
        }
        if (roots.isEmpty()) {
            all.add("no source, since no HandlerPath is set");
        }
        return String.join(", ", all);
    }

    /** The classes that a name may mean; none where it names a file. */
    static List<String> classNames(HandlerName name) {
        if (name.file() != null) {
            return List.of();
        }
        return name.owner() == null ? List.of(name.className()) : List.of(name.className(), name.owner());
    }

    static String classFile(String className) {
        return className.replace('.', '/') + ".class";
    }

    static Path absolute(Path base, Path path) {
        return base.resolve(path).toAbsolutePath().normalize();
    }
}
