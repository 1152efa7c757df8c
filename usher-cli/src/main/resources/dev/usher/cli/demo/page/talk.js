// One stream on the page: its card, its figures, and what becomes of it.

import { read } from './read.js';

const WORDS = {
  waiting: 'waiting', streaming: 'streaming', retrying: 'trying again', complete: 'complete',
  stopped: 'stopped', cut: 'cut', failed: 'failed',
};
const TICK_MILLIS = 200;
let named = 0;

export class Talk {
  /** who: 'stream' (the daemon) or 'held' (the worker); via: 'eventsource' or 'fetch'; changed(talk): called when it is. */
  constructor({ prompt, who, via, changed }) {
    named += 1;
    this.id = `${Date.now().toString(36)}${named.toString(36)}`;
    this.who = who;
    this.changed = changed;
    this.begun = performance.now();
    this.heldMillis = null;
    this.lane = '';
    this.firstByteMillis = null;
    this.card = card(prompt, who, via);
    this.card.querySelector('.end').addEventListener('click', () => this.stop());
    this.become('waiting');
    this.ticker = setInterval(() => this.draw(), TICK_MILLIS);
    this.paragraph();
    this.reading = read({
      via, who, id: this.id, prompt,
      token: text => this.token(text),
      retry: (why, millis) => this.retry(why, millis),
    });
    this.reading.finished.then(() => this.end('complete'), problem => this.fail(problem));
  }

  get runs() {
    return !this.ended;
  }

  stop() {
    if (this.runs) {
      this.end('stopped');
      this.reading.stop();
    }
  }

  token(text) {
    if (this.ended) {
      return;
    }
    if (this.state !== 'streaming') {
      this.firstByteMillis = performance.now() - this.begun;
      this.problem('');
      this.become('streaming');
    }
    this.said.append(text);
  }

  retry(why, millis) {
    if (this.ended) {
      return;
    }
    if (this.said.textContent) {
      this.said.classList.add('cut');
      this.paragraph();
    }
    this.problem(`${why} Trying again in ${seconds(millis)}.`);
    this.become('retrying');
    this.begun = performance.now() + millis; // the figures are those of the last try
    this.heldMillis = null;
    this.lane = '';
    this.firstByteMillis = null;
  }

  fail(problem) {
    if (this.runs) {
      this.problem(problem.message);
      this.end(this.said.textContent ? 'cut' : 'failed');
    }
  }

  end(state) {
    if (!this.runs) {
      return;
    }
    this.ended = performance.now();
    clearInterval(this.ticker);
    this.card.querySelector('.end').remove();
    this.card.removeAttribute('aria-busy');
    this.become(state);
  }

  become(state) {
    this.state = state;
    this.card.className = `stream ${this.who} is-${state}`;
    this.card.querySelector('.chip').textContent = WORDS[state];
    this.draw();
    this.changed(this);
  }

  /** The demo has said how long this stream, its last try, held a worker, and by which lane it left; the door forgets that. */
  held(millis, lane) {
    if (this.firstByteMillis !== null && (this.heldMillis !== millis || lane && this.lane !== lane)) {
      this.heldMillis = millis;
      this.lane = lane || this.lane;
      this.draw();
      this.changed(this);
    }
  }

  paragraph() {
    this.said = document.createElement('p');
    this.said.className = 'said';
    this.card.querySelector('.words').append(this.said);
  }

  problem(sentence) {
    this.card.querySelector('.problem').textContent = sentence;
  }

  /** The bar is the whole stream; the part for which a worker was held is amber. */
  draw() {
    const whole = Math.max((this.ended ?? performance.now()) - this.begun, 1);
    const streams = this.firstByteMillis !== null;
    const worker = this.heldMillis ?? (this.who === 'held' && streams ? whole : 0);
    this.card.querySelector('.bar i').style.width = `${Math.min(100, worker / whole * 100)}%`;
    this.card.querySelector('.figures').replaceChildren(...(streams ? [
      'first byte ', bold(millis(this.firstByteMillis)),
      ' · worker held ', bold(this.heldMillis === null && this.who === 'stream' ? '…' : millis(worker)),
      this.ended ? ' · stream ' : ' · stream so far ', bold(seconds(whole)),
    ] : [this.state === 'waiting' && whole > 1000 ? `waiting for a worker, ${seconds(whole)}` : '']));
  }
}

function card(prompt, who, via) {
  const made = document.getElementById('card').content.firstElementChild.cloneNode(true);
  made.querySelector('.asked').prepend(prompt);
  made.querySelector('.asked small').textContent =
    `${via === 'fetch' ? 'POST, read with fetch' : 'GET, read with EventSource'}, `
    + (who === 'held' ? 'streamed by the worker itself' : 'streamed by the daemon');
  return made;
}

function bold(text) {
  const b = document.createElement('b');
  b.textContent = text;
  return b;
}

export function millis(value) {
  return value >= 1000 ? seconds(value) : `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`;
}

export function seconds(value) {
  return `${(value / 1000).toFixed(1)} s`;
}
