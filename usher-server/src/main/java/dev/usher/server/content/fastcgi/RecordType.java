package dev.usher.server.content.fastcgi;

/**
 * The record types of the FastCGI specification, section 8, by the number they have on the wire.
 *
 * <p>Constants rather than an enum: what a backend sends is an untrusted byte, and most of its values have no name.
 */
final class RecordType {
    static final int BEGIN_REQUEST = 1;
    static final int END_REQUEST = 3;
    static final int PARAMS = 4;
    static final int STDIN = 5;
    static final int STDOUT = 6;
    static final int STDERR = 7;

    private RecordType() {}
}
