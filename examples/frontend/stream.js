// Reads a stream of server-sent events with fetch(). Copy this file: it needs nothing else.
//
//     import { stream } from './stream.js';
//
//     const running = stream('/api/stream.php', {
//         body: new URLSearchParams({ prompt }),
//         onToken: (text) => output.append(text),
//     });
//     stopButton.onclick = () => running.stop();
//     try {
//         await running.finished; // 'done' or 'stopped'
//     } catch (error) {           // a StreamError: its message is for people
//         output.append(error.message);
//     }
//
// What it does and a reader of ten lines does not: an event, a line end, a character may arrive in two reads; line ends
// may be LF, CR or CRLF; an event may have several data lines; a stream that stops without its end is an error.

const LONGEST_EVENT_CHARS = 1024 * 1024;
const LONGEST_PAUSE_MILLIS = 30_000;
const TRY_AGAIN = new Set([429, 502, 503, 504]);

/** What went wrong. `partial`: part of the answer was shown already; `status`: of the HTTP answer, 0 without one. */
export class StreamError extends Error {
    constructor(message, { status = 0, code = '', partial = false, again = false, afterMillis = null, cause } = {}) {
        super(message, { cause });
        this.name = 'StreamError';
        Object.assign(this, { status, code, partial, again, afterMillis });
    }
}

/** Takes text as it arrives, in pieces of any size, and calls `onEvent({ name, data })` for each whole event. */
export class EventParser {
    #onEvent;
    #line = ''; // begun, its end has not come yet
    #afterCr = false; // an LF that comes now belongs to the CR before it
    #name = '';
    #data = [];
    #chars = 0;

    constructor(onEvent) {
        this.#onEvent = onEvent;
    }

    push(text) {
        if (text === '') return;
        const fresh = this.#afterCr && text[0] === '\n' ? text.slice(1) : text;
        this.#afterCr = text.endsWith('\r');
        const lines = fresh.split(/\r\n|\r|\n/);
        for (let i = 0; i < lines.length; i++) {
            this.#line += lines[i];
            this.#chars += lines[i].length;
            if (this.#chars > LONGEST_EVENT_CHARS) {
                throw new StreamError('An event of the answer is too long.');
            }
            if (i < lines.length - 1) this.#take(this.#line);
        }
    }

    #take(line) {
        this.#line = '';
        if (line === '') {
            this.#dispatch();
        } else if (!line.startsWith(':')) { // else it is a comment: the server says that it is still there
            const [, field, value] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line);
            if (field === 'data') this.#data.push(value);
            if (field === 'event') this.#name = value;
        }
    }

    #dispatch() {
        const event = { name: this.#name || 'message', data: this.#data.join('\n') };
        const whole = this.#data.length > 0;
        this.#name = '';
        this.#data = [];
        this.#chars = 0;
        if (whole) this.#onEvent(event);
    }
}

/** What a message's data says, by the daemon's EventFormat. */
const SAYS = {
    text: (data) => data,
    json: (data) => JSON.parse(data).content ?? '',
    openai: (data) => JSON.parse(data).choices?.[0]?.delta?.content ?? '',
};

const DEFAULTS = {
    method: 'POST',
    headers: {},
    body: undefined,
    format: 'text', // or 'json', 'openai'
    onToken: () => {}, // (text): the next piece of the answer
    onEvent: () => {}, // ({ name, data }): an event of a name of your own
    onRetry: () => {}, // ({ attempt, pauseMillis, error }): it is asked again after a pause
    retries: 3, // how often it is asked again
    pauseMillis: 500, // before the first time; doubled each time
    fetch: (...request) => fetch(...request),
};

/**
 * Asks, and gives what arrives to the callbacks. Returns at once: `stop()` ends it, and the server notices; `finished`
 * is a promise of 'done' or 'stopped', rejected with a StreamError.
 *
 * It asks again only while nothing was shown, and only where that may help: the connection failed, or 429, 502, 503,
 * 504 (Retry-After is honoured). An answer that was cut in the middle is not asked for again, since that would be
 * another answer, and one to be paid for: the page decides.
 */
export function stream(url, options = {}) {
    const stopper = new AbortController();
    return {
        stop: () => stopper.abort(),
        finished: untilItEnds(url, { ...DEFAULTS, ...options }, stopper.signal),
    };
}

async function untilItEnds(url, options, signal) {
    for (let attempt = 1; ; attempt++) {
        try {
            await ask(url, options, signal);
            return 'done';
        } catch (error) {
            if (signal.aborted) return 'stopped';
            if (!error.again || attempt > options.retries) throw error;
            const doubled = options.pauseMillis * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
            const pauseMillis = Math.min(error.afterMillis ?? doubled, LONGEST_PAUSE_MILLIS);
            options.onRetry({ attempt, pauseMillis, error });
            await pause(pauseMillis, signal);
        }
    }
}

async function ask(url, { method, headers, body, fetch, ...options }, signal) {
    let response;
    try {
        response = await fetch(url, { method, headers, body, signal, cache: 'no-store' });
    } catch (cause) {
        throw new StreamError('The server cannot be reached.', { again: true, cause });
    }
    if (!response.ok) throw await refusal(response);
    if (!/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '')) {
        await response.body?.cancel();
        throw new StreamError('The server sent something else than a stream.', { status: response.status });
    }
    await read(response, options);
}

async function refusal(response) {
    const text = await response.text().catch(() => '');
    const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    return new StreamError(said(text).message ?? `The server refused: ${response.status}.`, {
        status: response.status,
        again: TRY_AGAIN.has(response.status),
        afterMillis: Number.isNaN(seconds) ? null : seconds * 1000,
    });
}

/** The `{"error": "…"}` of an application, or the `{"error": {"message": "…", "code": "…"}}` of the daemon. */
function said(text) {
    try {
        const { error } = JSON.parse(text);
        return typeof error === 'string' ? { message: error } : (error ?? {});
    } catch {
        return {};
    }
}

async function read(response, { format, onToken, onEvent }) {
    const status = response.status;
    let partial = false;
    let done = false;
    const parser = new EventParser((event) => {
        if (done) return;
        if (event.name === 'error') {
            const { message = 'The answer broke off.', code } = said(event.data);
            throw new StreamError(message, { status, code, partial });
        }
        done = event.name === 'done' || (event.name === 'message' && event.data === '[DONE]');
        if (done) return;
        if (event.name === 'message') {
            partial = true;
            onToken(SAYS[format](event.data));
        } else {
            onEvent(event);
        }
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder(); // keeps half a character for the next read, and drops a byte order mark
    try {
        while (!done) {
            const { done: ended, value } = await reader.read().catch((cause) => {
                throw new StreamError('The connection was lost.', { status, partial, again: !partial, cause });
            });
            if (ended) {
                throw new StreamError('The answer broke off.', { status, code: 'cut', partial, again: !partial });
            }
            parser.push(decoder.decode(value, { stream: true }));
        }
    } finally {
        reader.cancel().catch(() => {});
    }
}

function pause(millis, signal) {
    return new Promise((resolve) => {
        const timer = setTimeout(resolve, millis);
        signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
        }, { once: true });
    });
}
