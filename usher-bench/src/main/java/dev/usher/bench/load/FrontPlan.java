package dev.usher.bench.load;

import dev.usher.bench.process.ServerProcesses;
import dev.usher.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which doors are measured, one after the other in each run: what disturbs the machine for a while disturbs all. */
public final class FrontPlan {
    private final List<FrontMeasurement> doors = new ArrayList<>();

    /** An empty one. */
    public FrontPlan() {}

    /**
     * One more door.
     *
     * @param name for the report
     * @param load of each run
     * @param processes pids and names of the door's programs, see {@link ServerProcesses}; empty where they are nobody's
     *     concern
     */
    public void add(String name, FrontLoad load, List<String> processes) {
        doors.add(new FrontMeasurement(name, load, new ServerProcesses(processes)));
    }

    /**
     * Measures.
     *
     * @param warmUp requests to each door before those that count
     * @return the medians of each door
     * @throws IOException where a process to measure is not there
     */
    public List<Result> run(int runs, int warmUp) throws IOException, InterruptedException {
        for (FrontMeasurement door : doors) {
            door.warmUp(warmUp);
        }
        return Measurement.inTurn(doors, runs);
    }
}
