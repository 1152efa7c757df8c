// Reads a stream with EventSource, in the manner of stream.js: the same options, the same `stop()` and `finished`.
//
// EventSource alone would ask again three seconds after every end, for another answer, and would give up for ever at the
// first 503, without a word. So each try is an EventSource of its own, closed at its end. What it cannot tell is the
// status of an answer, and Retry-After: a 400 looks like a 503, so that there are three further tries and no more unless
// `retries` says otherwise. With fetch() the page knows which it is.

import { StreamError } from './stream.js';

const LONGEST_PAUSE_MILLIS = 5_000;
const DEFAULTS = { onToken: () => {}, onRetry: () => {}, retries: 3, pauseMillis: 500 };

/** Asks by GET, and gives what arrives to the callbacks, see stream.js. */
export function source(url, options = {}) {
  const stopper = new AbortController();
  return {
    stop: () => stopper.abort(),
    finished: untilItEnds(url, { ...DEFAULTS, ...options }, stopper.signal),
  };
}

async function untilItEnds(url, options, signal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(url, options, signal);
    } catch (error) {
      if (!error.again || attempt > options.retries) {
        throw error;
      }
      const pauseMillis = Math.min(options.pauseMillis * 2 ** (attempt - 1), LONGEST_PAUSE_MILLIS);
      options.onRetry({ attempt, pauseMillis, error });
      await pause(pauseMillis, signal);
    }
  }
}

function once(url, { onToken }, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve('stopped');
      return;
    }
    let partial = false;
    const events = new EventSource(url);
    const end = (settle, value) => {
      events.close();
      signal.removeEventListener('abort', stopped);
      settle(value);
    };
    const stopped = () => end(resolve, 'stopped');
    signal.addEventListener('abort', stopped);
    events.addEventListener('message', ({ data }) => {
      partial = true;
      onToken(data);
    });
    events.addEventListener('done', () => end(resolve, 'done'));
    // Both the daemon's `event: error`, which has data, and a lost or refused connection, which has none.
    events.addEventListener('error', ({ data }) => end(reject, data ? told(data, partial) : lost(partial)));
  });
}

function lost(partial) {
  return new StreamError(partial ? 'The answer broke off.' : 'Refused, or out of reach: EventSource does not tell the status.', { partial, again: !partial });
}

function told(data, partial) {
  let said = {};
  try {
    said = JSON.parse(data).error ?? {};
  } catch {
    // Not the daemon's JSON: the sentence below has to do.
  }
  return new StreamError(said.message ?? 'The answer broke off.', { code: said.code, partial });
}

function pause(millis, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
