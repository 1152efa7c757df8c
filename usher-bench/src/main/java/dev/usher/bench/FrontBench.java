package dev.usher.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code usher bench front}. */
@Command(name = "front", description = "Load for a door.")
final class FrontBench implements Callable<Integer> {
    @Override
    public Integer call() {
        return BenchCommand.OK;
    }
}
