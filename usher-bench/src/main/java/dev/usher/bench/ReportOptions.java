package dev.usher.bench;

import java.io.IOException;
import picocli.CommandLine.Option;

/** Where results go: a table for people, and JSON where it is asked for. */
final class ReportOptions {
    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the results as JSON too; - is standard output, and the table goes to stderr then.")
    private String json = "";

    /** Opens what is asked for; see {@link Report#open}. */
    Report open() throws IOException {
        return Report.open(json);
    }
}
