// The page: form, figures, diagram, buttons. The streams themselves are in talk.js, their reading in stream.js.

import { press, watch } from './state.js';
import { Talk, millis } from './talk.js';

/** Of a browser's six connections for a site, two are left for the figures and the buttons. */
const STREAMS_MAX = 4;
const CARDS_MAX = 20;
const FLASH_MILLIS = 1200;
const SHOW_MILLIS = 300;

const $ = id => document.getElementById(id);
const talks = [];
let state = null;
let missed = 0;
let handedOn = null;

// ---- asking

function ask(prompt) {
  const form = new FormData($('ask'));
  if (running().length >= STREAMS_MAX) {
    hint(`${STREAMS_MAX} streams run in this tab: a browser has six connections for a site. Stop one, or wait.`);
    return;
  }
  const talk = new Talk({ prompt, who: form.get('who'), via: form.get('via'), changed });
  talks.unshift(talk);
  $('streams').prepend(talk.card);
  $('empty').hidden = true;
  forget();
  changed(talk);
  talk.card.scrollIntoView({ block: 'nearest' }); // on a phone it lies below the form
  look();
}

function running() {
  return talks.filter(talk => talk.runs);
}

/** Old cards go, so that a long evening does not fill the page. */
function forget() {
  const old = talks.findLastIndex(talk => !talk.runs);
  if (talks.length > CARDS_MAX && old > 0) {
    talks.splice(old, 1)[0].card.remove();
  }
}

function changed(talk) {
  $('stop').disabled = running().length === 0;
  if (talk.ended && !talk.told) {
    talk.told = true;
    $('announce').textContent = `Stream ${talk.state}.`;
  }
  facts();
}

function hint(sentence) {
  $('who-hint').textContent = sentence;
}

function explain() {
  hint(new FormData($('ask')).get('who') === 'held'
    ? 'To compare: the worker streams until the last word. Send three, and the third waits.'
    : 'The worker answers with two headers; the daemon does the rest.');
}

$('ask').addEventListener('submit', event => {
  event.preventDefault();
  $('prompt').select(); // what is typed next replaces it
  ask($('prompt').value.trim() || $('prompt').placeholder);
});
$('ask').addEventListener('change', explain);
$('prompt').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('ask').requestSubmit();
  }
});
$('stop').addEventListener('click', () => running().forEach(talk => talk.stop()));
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    running().forEach(talk => talk.stop());
  }
});
document.querySelectorAll('.idea').forEach(button => button.addEventListener('click', () => {
  $('prompt').value = button.textContent;
  $('ask').requestSubmit();
}));

// ---- what there is to see

const look = watch(next => {
  missed = next ? 0 : missed + 1;
  $('lost').hidden = missed < 2;
  if (!next || next.starting) {
    return;
  }
  state = next;
  next.held.forEach(([id, micros, lane]) => talks.find(talk => talk.id === id)?.held(micros / 1000, lane)); // oldest first
  flash(next.handedOn);
  seat(next.seat);
  workers(next);
  crowd(next.crowd);
  facts();
});

/** The way of the request lights up when a client was handed on. */
function flash(count) {
  if (handedOn !== null && count > handedOn) {
    $('journey').classList.add('moved');
    clearTimeout(flash.timer);
    flash.timer = setTimeout(() => $('journey').classList.remove('moved'), FLASH_MILLIS);
  }
  handedOn = count;
}

function seat({ state: now, pid, streams, backInMillis }) {
  const back = Math.ceil(backInMillis / 1000);
  $('journey').classList.toggle('gone', now !== 'up');
  $('journey').classList.toggle('flows', streams > 0);
  $('n-seat').textContent = streams;
  $('seat-state').textContent = { up: 'running', starting: 'starting …', down: `killed; back in ${back} s`, stopped: 'stopped' }[now];
  $('seat-pid').textContent = pid ? `process ${pid}` : 'no process';
  $('kill').disabled = now === 'starting' || now === 'stopped';
  $('kill').classList.toggle('danger', now !== 'down');
  $('kill').textContent = { up: 'Kill the daemon', down: `Start it now (${back} s)` }[now] ?? 'It is starting …';
  if (now === 'up') {
    seat.ran = streams > 0 || streamsHere();
  }
  if (now !== seat.last) {
    tellSeat(now);
    seat.last = now;
  }
}

function streamsHere() {
  return running().some(talk => talk.who === 'stream' && talk.state === 'streaming');
}

function tellSeat(now) {
  if (now === 'down') {
    act(`Killed. ${seat.ran ? 'Streams under way were cut, without [DONE]; who' : 'Nothing was streaming. Who'} asks now gets 503 and Retry-After, and tries again.`);
  } else if (now === 'up' && seat.last) {
    act('The daemon is back, as another process. Whoever tried again has been seated.');
  }
}

function workers({ app, workers: known, trouble, crowd: many }) {
  const { busy, total, waiting } = known ?? { busy: 0, total: 0, waiting: 0 };
  $('busy-what').textContent = known ? 'Application workers busy:' : 'Application workers:';
  $('busy').textContent = known ? `${busy} of ${total}` : trouble;
  $('verdict').classList.toggle('gone', !known);
  $('verdict').classList.toggle('busy', busy > 0);
  $('strip').classList.toggle('busy', busy > 0);
  $('worker-1').classList.toggle('busy', busy > 0);
  $('worker-2').classList.toggle('busy', busy > 1);
  $('journey').classList.toggle('holds', busy > 0);
  const wait = app === 'php' ? Math.max(waiting, waitingHere(many)) : waiting;
  $('n-waiting').textContent = wait ? `${wait} waiting` : known ? `${total} workers` : 'no workers';
}

/** php-fpm knows only of those its listen queue holds: the page knows who of its own has had no first byte. */
function waitingHere(many) {
  return talks.filter(talk => talk.runs && talk.who === 'held' && talk.state === 'waiting').length
    + (many?.target === '/api/held' ? count(many.places, 'w') : 0);
}

function facts() {
  const mine = running().length;
  const crowdRuns = state?.crowd ? count(state.crowd.places, 's') + count(state.crowd.places, 'w') : 0;
  $('n-door').textContent = state ? state.door.connections : 0;
  $('n-browser').textContent = mine + crowdRuns;
  $('streams-now').textContent = mine + crowdRuns;
  $('strip').textContent = `${mine + crowdRuns} streams, `
    + (state && !state.workers ? state.trouble : `${state?.workers.busy ?? 0} of ${state?.workers.total ?? 2} workers busy`);
  const last = talks[0];
  const ofCrowd = state?.crowd && (!last || crowdRuns > 0);
  if (ofCrowd && state.crowd.firstByteMaxMicros > 0) {
    $('first-byte').textContent = `≤ ${millis(state.crowd.firstByteMaxMicros / 1000)}`;
  } else if (last) {
    $('first-byte').textContent = last.firstByteMillis === null ? '…' : millis(last.firstByteMillis);
  }
  if (ofCrowd && state.crowd.target === '/api/stream' && state.handedOn) {
    $('held').textContent = `average ${millis(state.meanHeldMicros / 1000)}`;
  } else if (last) {
    $('held').textContent = last.heldMillis === null ? (last.who === 'held' && last.firstByteMillis !== null ? 'still held' : '…') : millis(last.heldMillis);
  }
  $('lane').textContent = (ofCrowd ? laneOfCrowd(state.crowd) : last?.who === 'held' ? 'none' : last?.lane) || '–';
}

/** Its clients have no names; the latest client that was handed on is one of them, once one of them streams. */
function laneOfCrowd({ target, places }) {
  return target === '/api/held' ? 'none' : count(places, 's') + count(places, 'd') > 0 ? state.door.lane : '';
}

function count(places, letter) {
  return places.split(letter).length - 1;
}

// ---- the hundred, and SIGKILL

function act(sentence) {
  $('act-hint').textContent = sentence;
}

const dots = Array.from({ length: 100 }, () => $('dots').appendChild(document.createElement('i')));

function crowd(now) {
  $('crowd').textContent = now?.runs ? 'Stop the hundred' : 'Open 100 streams';
  $('crowd-view').hidden = !now;
  if (!now) {
    return;
  }
  dots.forEach((dot, i) => { dot.className = now.places[i]; });
  $('dots').classList.toggle('held', now.target === '/api/held');
  const parts = [['s', 'streaming'], ['w', 'waiting'], ['d', 'complete'], ['x', 'cut'], ['r', 'refused'], ['e', 'stopped']];
  const words = parts.map(([letter, word]) => [count(now.places, letter), word])
    .filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(', ');
  const hold = now.target === '/api/held' && count(now.places, 's') > 0;
  $('crowd-words').textContent = words + (hold ? ': each that streams holds a worker' : '');
  $('dots').setAttribute('aria-label', `A hundred streams: ${words}`);
}

$('crowd').addEventListener('click', async () => {
  const held = new FormData($('ask')).get('who') === 'held';
  const action = state?.crowd?.runs ? 'crowd-stop' : held ? 'crowd-held' : 'crowd';
  act(await press(action) || {
    'crowd': 'A hundred clients come at once. Look at the workers, and at where the connections are.',
    'crowd-held': 'A hundred clients and no handoff: two are served, the others wait. Stop them when you have seen enough.',
    'crowd-stop': 'Hung up. The daemon notices at once.',
  }[action]);
  look();
  setTimeout(() => $('crowd-view').scrollIntoView({ block: 'nearest' }), SHOW_MILLIS);
});

$('kill').addEventListener('click', async () => {
  seat.ran ||= streamsHere();
  const problem = await press(state?.seat.state === 'down' ? 'start' : 'kill');
  if (problem) {
    act(problem);
  }
  look();
});

$('curl').textContent = `curl -N "${location.origin}/api/stream?prompt=Hello"`;
explain();
