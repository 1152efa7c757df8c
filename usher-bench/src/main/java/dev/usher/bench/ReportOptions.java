package dev.usher.bench;

import dev.usher.bench.report.Report;
import dev.usher.bench.report.Result;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where results go: a table for people, and JSON where it is asked for. */
final class ReportOptions {
    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the results as JSON too; - is standard output, and the table goes to stderr then.")
    private String json = "";

    /** What is measured once it is sure that its results can be written. */
    @FunctionalInterface
    interface Measured {
        List<Result> results() throws IOException, InterruptedException;
    }

    /**
     * Measures and writes.
     *
     * @param how the settings, asked for afterwards
     * @return the exit code
     * @throws IOException where the file cannot be written, before anything is measured; or as the measurement has it
     */
    int write(Supplier<Map<String, Object>> how, Measured measured) throws IOException, InterruptedException {
        try (Report report = Report.open(json)) {
            List<Result> results = measured.results();
            return report.write(how.get(), results) ? BenchCommand.OK : BenchCommand.FINDINGS;
        }
    }
}
