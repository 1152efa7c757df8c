package dev.usher.cli.demo;

/** Who is told that the demo's seat has gone, and that it is back: in turn, on any thread. */
public interface SeatWatch {
    /** It takes no clients any more, and is started again within {@code seconds}. */
    void gone(int seconds);

    /** It takes clients again. */
    void back();
}
