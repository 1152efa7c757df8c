/** The seat: receives clients and streams to them. As a library: {@link dev.usher.daemon.Seat} and a backend. */
module dev.usher.daemon {
    requires static org.jspecify;
    requires jdk.httpserver;
    requires org.slf4j;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires tools.jackson.core;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.unix.common;
    requires io.netty.handler;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires transitive dev.usher.config;
    requires dev.usher.fd;
    requires transitive dev.usher.loop;
    requires dev.usher.handoff;

    exports dev.usher.daemon;
    exports dev.usher.daemon.backend;
}
