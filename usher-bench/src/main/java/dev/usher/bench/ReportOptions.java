package dev.usher.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where results go: a table for people, and JSON where it is asked for. */
final class ReportOptions {
    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the results as JSON too; - is standard output, and the table goes to stderr then.")
    private String json = "";

    /**
     * Writes all there is to write.
     *
     * @return the exit code: 0 where each connection was complete
     */
    int report(Map<String, Object> how, List<Result> results) throws IOException {
        boolean toOut = json.equals("-");
        ResultTable.print(results, new PrintWriter(toOut ? System.err : System.out, true, StandardCharsets.UTF_8));
        if (toOut) {
            ResultJson.write(how, results, System.out);
            System.out.flush();
        } else if (!json.isEmpty()) {
            try (OutputStream out = Files.newOutputStream(Path.of(json))) {
                ResultJson.write(how, results, out);
            }
        }
        return results.stream().allMatch(Result::allComplete) ? BenchCommand.OK : BenchCommand.FINDINGS;
    }
}
