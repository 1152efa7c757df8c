package dev.usher.cli.doctor;

import dev.usher.config.Scope;
import dev.usher.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of the seats' metrics, where this Usher has them. */
final class Metrics {
    private static final Pattern ADDRESS = Pattern.compile("/?(.*):([0-9]{1,5})");

    private Metrics() {}

    static List<Plan.Listen> addresses(Plan plan) {
        List<Plan.Listen> all = new ArrayList<>();
        Optional<Setting<?>> setting = plan.setting("MetricsAddr");
        if (setting.isPresent()) {
            for (Scope seat : plan.seatScopes()) {
                Matcher address = ADDRESS.matcher(
                        seat.find(setting.get()).map(Object::toString).orElse(""));
                if (address.matches() && !address.group(2).equals("0")) {
                    all.add(new Plan.Listen(
                            address.group(1), Integer.parseInt(address.group(2)), seat.origin(setting.get())));
                }
            }
        }
        return all;
    }
}
