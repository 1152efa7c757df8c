// One question, asked until it is answered: with EventSource or with fetch.

import { source } from './source.js';
import { stream } from './stream.js';

/**
 * The daemon may be away for some seconds; each try waits as long as Retry-After says, or twice as long as the last. Of
 * EventSource it is never known whether the next try makes sense: there are as many as a daemon's restart takes.
 */
const RETRIES = { fetch: 15, eventsource: 6 };
/** An answer that broke off is asked for again, which a page may do where an answer costs nothing. */
const CUTS_MAX = 3;
const CUT_PAUSE_MILLIS = 1000;

/** Returns { stop(), finished }; `token(text)` and `retry(why, millis)` are called on the way. */
export function read({ via, who, id, prompt, token, retry }) {
  const options = { onToken: token, retries: RETRIES[via], onRetry: ({ pauseMillis, error }) => retry(error.message, pauseMillis) };
  let stopped = false;
  let running;
  const once = () => {
    running = via === 'fetch'
      ? stream(`/api/${who}?id=${id}`, { ...options, body: new URLSearchParams({ prompt }) })
      : source(`/api/${who}?${new URLSearchParams({ id, prompt })}`, options);
    return running.finished;
  };
  const finished = (async () => {
    for (let cuts = 0; ; cuts++) {
      try {
        return await once();
      } catch (error) {
        if (!error.partial || cuts === CUTS_MAX || stopped) {
          throw error;
        }
        retry(error.message, CUT_PAUSE_MILLIS);
        await new Promise(resolve => setTimeout(resolve, CUT_PAUSE_MILLIS));
        if (stopped) {
          return 'stopped';
        }
      }
    }
  })();
  return {
    stop: () => {
      stopped = true;
      running.stop();
    },
    finished,
  };
}
