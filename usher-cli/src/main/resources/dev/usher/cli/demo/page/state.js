// What the demo knows of itself, polled: an open EventSource would take one of the six connections a browser has for a
// site. Nothing is asked while nobody looks at the page.

const BUSY_MILLIS = 250;
const IDLE_MILLIS = 800;
const PATIENCE_MILLIS = 4000;

/** Calls tell(state) again and again; null where the demo does not answer. */
export function watch(tell) {
  let timer = 0;
  async function look() {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    const state = await ask();
    tell(state);
    clearTimeout(timer);
    timer = setTimeout(look, isBusy(state) ? BUSY_MILLIS : IDLE_MILLIS);
  }
  document.addEventListener('visibilitychange', look);
  look();
  return look;
}

async function ask() {
  try {
    const response = await fetch('/demo/state', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function isBusy(state) {
  return !state || state.starting || state.seat.state !== 'up' || state.seat.streams > 0 || state.workers?.busy > 0
    || Boolean(state.crowd && state.crowd.runs);
}

/** Presses one of the demo's buttons; returns the sentence why not, or nothing. */
export async function press(action) {
  try {
    const response = await fetch(`/demo/${action}`, { method: 'POST' });
    return response.ok ? '' : await response.text();
  } catch {
    return 'The demo does not answer.';
  }
}
