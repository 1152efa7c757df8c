/** The wire between door and seat: offer and receive. */
module dev.usher.handoff {
    requires static org.jspecify;
    requires org.slf4j;
    requires transitive dev.usher.fd;
    requires transitive dev.usher.loop;

    exports dev.usher.handoff;
}
