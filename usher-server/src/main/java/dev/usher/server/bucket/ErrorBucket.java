package dev.usher.server.bucket;

/**
 * A filter's or handler's word that the answer has failed.
 *
 * @param status HTTP status of the failure, 400–599; another number becomes 500
 */
public record ErrorBucket(int status) implements Metadata {

    /** Puts 500 in the place of what is no error status. */
    public ErrorBucket {
        if (status < 400 || status > 599) {
            status = 500;
        }
    }
}
