package dev.usher.bench.load;

/**
 * What is to be done to a seat.
 *
 * @param connections in all
 * @param firstNumber of the first ticket: no two rounds against one daemon use the same
 * @param ratePerSecond begun a second; 0 where {@code concurrency} says when
 * @param concurrency at a time, a further one begins when one ends; 0 where {@code ratePerSecond} says when
 * @param transport what the clients are
 * @param timeoutMillis for one connection, from the time it was to begin
 */
public record Load(
        int connections, int firstNumber, int ratePerSecond, int concurrency, Transport transport, long timeoutMillis) {

    Load withConnections(int count, int first) {
        int rate = ratePerSecond == 0 ? 0 : Math.max(1, (int) ((long) ratePerSecond * count / connections));
        return new Load(count, first, rate, concurrency, transport, timeoutMillis);
    }
}
