package dev.usher.daemon.observe;

/** Whether a seat takes one more client. */
enum Readiness {
    /** It does. */
    READY("ready"),
    /** It is about to stop: new clients get 503. */
    DRAINING("draining"),
    /** It has as many clients as it may have: the next one gets 503. */
    AT_CAPACITY("at capacity");

    private final String word;

    Readiness(String word) {
        this.word = word;
    }

    /** As {@code /readyz} and the status page have it. */
    String word() {
        return word;
    }
}
