package dev.usher.server.http;

import static dev.usher.config.Context.DIRECTORY;
import static dev.usher.config.Context.FILES;
import static dev.usher.config.Context.LOCATION;
import static dev.usher.config.Context.SERVER;
import static dev.usher.config.Context.VHOST;

import dev.usher.config.Setting;
import dev.usher.config.Values;
import java.time.Duration;
import java.util.List;

/** The settings of HTTP: httpd's names and defaults. */
public final class HttpSettings {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration ONE_DAY = Duration.ofDays(1);

    /** No progress for so long is the end. */
    public static final Setting<Duration> TIMEOUT = Setting.seconds("Timeout", ONE_SECOND, ONE_DAY)
            .byDefault("60")
            .in(SERVER, VHOST)
            .help("How long a client may take nothing of an answer, or an upstream may be silent.");

    /** Whether a connection carries more than one request. */
    public static final Setting<Boolean> KEEP_ALIVE = Setting.flag("KeepAlive")
            .byDefault("On")
            .in(SERVER, VHOST)
            .help("Whether a connection may carry more than one request.");

    /** How long an idle connection is kept. */
    public static final Setting<Duration> KEEP_ALIVE_TIMEOUT = Setting.seconds(
                    "KeepAliveTimeout", Duration.ofMillis(1), ONE_DAY)
            .byDefault("5")
            .in(SERVER, VHOST)
            .help("How long an idle connection waits for its next request.");

    /** Requests on one connection. */
    public static final Setting<Integer> MAX_KEEP_ALIVE_REQUESTS = Setting.integer(
                    "MaxKeepAliveRequests", 0, Integer.MAX_VALUE)
            .byDefault("100")
            .in(SERVER, VHOST)
            .help("How many requests one connection may carry; 0 for any number.");

    /** A request line's length. */
    public static final Setting<Integer> LIMIT_REQUEST_LINE = Setting.integer("LimitRequestLine", 1, 1 << 20)
            .byDefault("8190")
            .in(SERVER, VHOST)
            .help("The longest request line, in bytes without its end; a longer one is 414.");

    /** Field lines in a head. */
    public static final Setting<Integer> LIMIT_REQUEST_FIELDS = Setting.integer("LimitRequestFields", 1, 32_767)
            .byDefault("100")
            .in(SERVER, VHOST)
            .help("The most header fields of a request; more are 431.");

    /** A field line's length. */
    public static final Setting<Integer> LIMIT_REQUEST_FIELD_SIZE = Setting.integer("LimitRequestFieldSize", 1, 1 << 20)
            .byDefault("8190")
            .in(SERVER, VHOST)
            .help("The longest header field of a request, in bytes; a longer one is 431.");

    /** A body's length. */
    public static final Setting<Long> LIMIT_REQUEST_BODY = Setting.bytes("LimitRequestBody", 0, Long.MAX_VALUE)
            .byDefault("1G")
            .in(SERVER, VHOST, DIRECTORY, LOCATION, FILES)
            .help("The longest request body; a longer one is 413 and reaches no application. 0 for any length.");

    /** How slowly a request may come. */
    public static final Setting<ReadRates> REQUEST_READ_TIMEOUT = Setting.of("RequestReadTimeout", ReadRates.TYPE)
            .byDefault("header=20-40,MinRate=500 body=20,MinRate=500")
            .in(SERVER, VHOST)
            .help("How slowly a request's head and body may come before it is 408.");

    /** All of them, for the catalogue. */
    public static final List<Setting<?>> ALL = List.of(
            TIMEOUT,
            KEEP_ALIVE,
            KEEP_ALIVE_TIMEOUT,
            MAX_KEEP_ALIVE_REQUESTS,
            LIMIT_REQUEST_LINE,
            LIMIT_REQUEST_FIELDS,
            LIMIT_REQUEST_FIELD_SIZE,
            LIMIT_REQUEST_BODY,
            REQUEST_READ_TIMEOUT);

    private HttpSettings() {}

    /** The limits that these values come to. */
    public static HttpLimits limits(Values values) {
        ReadRates rates = values.get(REQUEST_READ_TIMEOUT);
        int field = values.get(LIMIT_REQUEST_FIELD_SIZE);
        HeadLimits head = new HeadLimits(
                values.get(LIMIT_REQUEST_LINE),
                field,
                values.get(LIMIT_REQUEST_FIELDS),
                Math.max(HeadLimits.DEFAULT.headBytes(), field),
                HeadLimits.DEFAULT.emptyLines());
        return new HttpLimits(
                values.get(TIMEOUT),
                values.get(KEEP_ALIVE),
                values.get(KEEP_ALIVE_TIMEOUT),
                values.get(MAX_KEEP_ALIVE_REQUESTS),
                head,
                values.get(LIMIT_REQUEST_BODY),
                rates.header(),
                rates.body());
    }
}
