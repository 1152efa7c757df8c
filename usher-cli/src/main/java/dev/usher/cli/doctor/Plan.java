package dev.usher.cli.doctor;

import dev.usher.config.Configuration;
import dev.usher.config.Directive;
import dev.usher.config.Node;
import dev.usher.config.Origin;
import dev.usher.config.Scope;
import dev.usher.config.Section;
import dev.usher.config.Setting;
import dev.usher.config.Values;
import dev.usher.daemon.SeatSettings;
import dev.usher.server.ServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration needs of the machine.
 *
 * @param file where it stands
 * @param configuration without errors
 * @param runner who runs it: {@code User}, or who calls
 */
record Plan(Path file, Configuration configuration, Person runner) {
    private static final String PREFIX = "SocketHandoffAllowedPrefix";

    /** A place that a line names; {@code written} is what the line says. */
    record Place(Path path, String written, Origin at) {
        /** As a finding names it: directive, value, line. */
        String named(String directive) {
            String line = at instanceof Origin.Default ? "" : " (" + at + ")";
            return directive + " " + path + line;
        }
    }

    /** A {@code Listen} line: an empty host is every address. */
    record Listen(String host, int port, Origin at) {
        @Override
        public String toString() {
            return (host.isEmpty() ? "" : host + ":") + port;
        }
    }

    /** A {@code SetHandler} that names an application. */
    record Application(String handler, Origin.Line at) {}

    static Plan of(Path file, Configuration configuration) {
        Person runner = configuration
                .main()
                .find(ServerSettings.USER)
                .map(account -> Person.named(account.number()))
                .orElseGet(Person::caller);
        return new Plan(file, configuration, runner);
    }

    List<Listen> listens() {
        Values main = configuration.main().values();
        List<?> addresses = main.find(ServerSettings.LISTEN).orElse(List.of());
        List<Listen> all = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            String text = String.valueOf(addresses.get(i));
            int colon = text.lastIndexOf(':');
            String host = text.substring(0, colon);
            all.add(new Listen(
                    host.equals("*") ? "" : host,
                    Integer.parseInt(text.substring(colon + 1)),
                    main.occurrences(ServerSettings.LISTEN).get(i).origin()));
        }
        return all;
    }

    List<Scope> seatScopes() {
        return configuration.main().children(SeatSettings.SECTION);
    }

    Place seat(Scope scope) {
        Path path = scope.argument(SeatSettings.SECTION);
        return new Place(resolved(path), path.toString(), scope.section().at());
    }

    List<Place> seats() {
        return seatScopes().stream().map(this::seat).toList();
    }

    /** The directories in which seats may be, each once, of the main server and of the virtual hosts; none without a door. */
    List<Place> prefixes() {
        if (listens().isEmpty()) {
            return List.of();
        }
        Map<Path, Place> all = new LinkedHashMap<>();
        for (Scope scope : servers()) {
            if (enabled(scope)) {
                place(scope.values(), PREFIX).ifPresent(place -> all.putIfAbsent(place.path(), place));
            }
        }
        return List.copyOf(all.values());
    }

    private boolean enabled(Scope scope) {
        return setting("SocketHandoffEnabled")
                .flatMap(scope::find)
                .map(Boolean.TRUE::equals)
                .orElse(true);
    }

    /** The directories shown, each once. */
    List<Place> documentRoots() {
        Map<Path, Place> all = new LinkedHashMap<>();
        for (Scope scope : servers()) {
            place(scope.values(), "DocumentRoot").ifPresent(place -> all.putIfAbsent(place.path(), place));
        }
        return List.copyOf(all.values());
    }

    private List<Scope> servers() {
        List<Scope> all = new ArrayList<>(List.of(configuration.main()));
        all.addAll(configuration.main().children(ServerSettings.VIRTUAL_HOST));
        return all;
    }

    /** The value of a setting of a room that this one does not see, by the directive's name. */
    Optional<Setting<?>> setting(String name) {
        return configuration.catalog().setting(name);
    }

    private Optional<Place> place(Values values, String name) {
        Optional<Setting<?>> setting = setting(name);
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        Origin origin = values.origin(setting.get());
        return values.find(setting.get())
                .map(value -> new Place(resolved(Path.of(value.toString())), written(values, setting.get()), origin));
    }

    private static String written(Values values, Setting<?> setting) {
        var all = values.occurrences(setting);
        return all.isEmpty() ? "" : all.getLast().written().replaceAll("^\"|\"$", "");
    }

    private Path resolved(Path path) {
        return configuration.baseDirectory().resolve(path).toAbsolutePath().normalize();
    }

    /** The applications, each once. */
    List<Application> applications() {
        Map<String, Application> all = new LinkedHashMap<>();
        collect(configuration.tree(), all);
        return List.copyOf(all.values());
    }

    private static void collect(Section section, Map<String, Application> into) {
        for (Node node : section.children()) {
            switch (node) {
                case Section inner -> collect(inner, into);
                case Directive line -> {
                    String word =
                            line.arguments().isEmpty() ? "" : line.arguments().getFirst();
                    if (line.name().equalsIgnoreCase("SetHandler") && word.regionMatches(true, 0, "proxy:", 0, 6)) {
                        into.putIfAbsent(word, new Application(word, line.at()));
                    }
                }
            }
        }
    }
}
