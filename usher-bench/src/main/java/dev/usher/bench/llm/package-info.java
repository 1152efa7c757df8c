/**
 * A server that speaks as language models do and means nothing by it: OpenAI's chat completions, Anthropic's messages and
 * LangGraph's runs, over HTTP/1.1 and HTTP/2, in the clear, over TLS and over a Unix socket. What it answers can be told in
 * advance to the byte, how it fails is asked for by a header, and what it saw is counted.
 *
 * <p>From the outside in: {@code MockLlm} listens, {@code Entrance} tells the protocols apart, {@code Http1Connection} and
 * {@code Http2Connection} read requests and are the {@code Wire} back, {@code Service} decides what a request gets, an
 * {@code Answer} sends it over time in a {@code Dialect}.
 */
@NullMarked
package dev.usher.bench.llm;

import org.jspecify.annotations.NullMarked;
