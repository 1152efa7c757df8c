package dev.usher.bench.load;

import dev.usher.bench.report.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Something that is measured run by run. */
@FunctionalInterface
interface Measurement {
    /** One run. */
    Result run() throws IOException, InterruptedException;

    /**
     * Measures one, the other, one, the other …: what disturbs the machine for a while disturbs all.
     *
     * @return the medians of each
     */
    static List<Result> inTurn(List<? extends Measurement> all, int runs) throws IOException, InterruptedException {
        List<List<Result>> results = new ArrayList<>();
        all.forEach(_ -> results.add(new ArrayList<>()));
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < all.size(); i++) {
                results.get(i).add(all.get(i).run());
            }
        }
        return results.stream().map(Result::median).toList();
    }
}
