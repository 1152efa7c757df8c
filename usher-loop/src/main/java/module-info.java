/** Netty's event loops with a plain descriptor on them, and a timer wheel. */
module dev.usher.loop {
    requires static org.jspecify;
    requires org.slf4j;
    requires io.netty.common;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires transitive io.netty.transport.unix.common;

    exports dev.usher.loop;
}
