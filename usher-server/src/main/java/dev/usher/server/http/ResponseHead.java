package dev.usher.server.http;

/**
 * The head of an application's or a seat's answer.
 *
 * @param status 100 to 599; never 1xx from an application
 * @param reason the reason phrase; the standard one where the sender gave none
 * @param version the sender's; HTTP/1.1 for an application, which has none
 * @param headers without {@code Status}
 */
public record ResponseHead(int status, String reason, Version version, Headers headers) {}
