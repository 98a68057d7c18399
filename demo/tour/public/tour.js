import { explainCode } from './codes.js';
import { createSteps, show, showCell, showStep } from './details.js';
import { create, createText, getElement } from './dom.js';
import { createCells } from './matrix.js';
import { Player } from './player.js';
import { parseRequests } from './requests-http.js';

/** @typedef {import('./matrix.js').Cell} Cell */
/** @typedef {import('./player.js').Sent} Sent */
/** @typedef {import('./player.js').Step} Step */
/** @typedef {import('./requests-http.js').Request} Request */

const STATES = {
  unsent: 'not sent yet',
  explained: 'cannot be caused from here',
  sending: 'is sent',
  right: 'came as documented',
  wrong: 'did not come',
};

const BASE_PATH = new URL('.', document.baseURI).pathname.slice(0, -1);
const playButton = getElement('play', HTMLButtonElement);
const progress = getElement('progress', HTMLProgressElement);
const status = getElement('status', HTMLElement);

const [openapi, problems, codes, handlers, file] = await Promise.all([
  getJson('openapi.json'),
  getJson('problems'),
  getJson('codes'),
  getJson('tour/handlers.json'),
  fetch('tour/requests.http').then(async (response) => parseRequests(await response.text())),
]).catch((error) => {
  status.textContent = `A file of this page cannot be loaded: ${error}`;
  throw error;
});
const player = new Player(file, send, wait, BASE_PATH);
const { rows, every, any } = createCells(openapi, file.requests);
const cells = [...rows.flatMap((row) => row.cells), ...every, ...any];
const operations = getElement('operations', HTMLElement);
const buttons = new Map(cells.map((cell) => [cell, createButton(cell)]));

operations.addEventListener('keydown', moveFocus);
operations.addEventListener('focusin', ({ target }) => setTabStop(target));
setTabStop(operations.querySelector('.code'));
playButton.addEventListener('click', () => {
  if (stopping) stopping.abort();
  else runAlone(playAll);
});
playButton.hidden = false;
for (const button of document.querySelectorAll('article button')) {
  prepareStory(/** @type {HTMLButtonElement} */ (button));
}
addEventListener('hashchange', showProblem);
addEventListener('pagehide', () => player.abandon());
showProblem();

/** @param {string} path */
function getJson(path) {
  return fetch(path, { headers: { Accept: 'application/json' } }).then((response) =>
    response.json(),
  );
}

/** @param {Sent} sent */
async function send({ method, path, headers, body }) {
  // The deletions outlive the page.
  const keepalive = method === 'DELETE';
  const response = await fetch(`.${path}`, { method, headers, body, keepalive }).catch((error) => {
    throw new Error(`The service cannot be reached: ${error.message}`);
  });
  const text = await response.text();
  // A browser follows a redirect, and does not show it.
  if (response.redirected) {
    const location = new URL(response.url).pathname;
    return { status: 303, statusText: 'See Other', headers: { location }, text: '' };
  }
  return {
    status: response.status,
    statusText: response.statusText,
    headers: Object.fromEntries(response.headers),
    text,
  };
}

/** @type {AbortController | undefined} of "Play all" */
let stopping;

/** @param {number} seconds */
async function wait(seconds) {
  const before = status.textContent;
  status.textContent = `429: the rate limit is reached. The next request waits ${seconds} s, as Retry-After says.`;
  await new Promise((resolve, reject) => {
    setTimeout(resolve, seconds * 1_000);
    stopping?.signal.addEventListener('abort', () => reject(new Error('Stopped.')));
  });
  status.textContent = before;
}

/** The name and the reference of a code. @param {string} code @returns {{ name: string, reference: string }} */
function findCode(code) {
  return codes.codes.find((/** @type {any} */ one) => one.code === Number(code));
}

/** Makes a button of the link to the page of the code. @param {Cell} cell */
function createButton(cell) {
  const button = create('button', { id: cell.id }, cell.code);
  document.getElementById(cell.id)?.replaceWith(button);
  button.addEventListener('click', () => sendCell(cell));
  mark(cell, cell.request ? 'unsent' : 'explained', button);
  return button;
}

/**
 * Shows the state of a cell by more than its colour.
 *
 * @param {Cell} cell @param {keyof typeof STATES} state @param {HTMLElement | undefined} [button]
 */
function mark(cell, state, button = buttons.get(cell)) {
  const { code, label } = cell;
  if (!button) return;
  button.className = `code ${state}`;
  button.setAttribute('aria-label', `${code} ${findCode(code).name} · ${label}, ${STATES[state]}`);
}

/** One code of the matrix is a tab stop, the one that had the focus. @param {EventTarget | null} code */
function setTabStop(code) {
  for (const button of buttons.values()) button.tabIndex = button === code ? 0 : -1;
}

/** @param {KeyboardEvent} event */
function moveFocus(event) {
  const { key, target } = event;
  const all = [...operations.querySelectorAll('.code')];
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
  const step = steps[/** @type {keyof typeof steps} */ (key)];
  if (!step || !(target instanceof HTMLElement)) return;
  event.preventDefault();
  const others = step > 0 ? all : all.reverse();
  const next = others.slice(others.indexOf(target) + 1);
  const isVertical = ['ArrowUp', 'ArrowDown'].includes(key);
  const found = next.find((other) => !isVertical || other.textContent === target.textContent);
  if (found instanceof HTMLElement) found.focus();
}

/** What runs, and what waits for it. */
let running = Promise.resolve();
/** The requests of the present run that had another code. @type {Set<Request>} */
const failed = new Set();

/** Requests of two buttons at once would change each other's items: a press waits. @param {() => Promise<void>} run */
function runAlone(run) {
  running = running.then(() => runNow(run));
}

/** @param {() => Promise<void>} run */
async function runNow(run) {
  failed.clear();
  document.body.setAttribute('aria-busy', 'true');
  try {
    await run().finally(() => player.cleanUp());
  } catch (error) {
    status.textContent = /** @type {Error} */ (error).message;
  }
  document.body.removeAttribute('aria-busy');
}

/** @param {Cell} cell */
function sendCell(cell) {
  history.replaceState(null, '', `${location.pathname}#${cell.id}`);
  if (cell.request) mark(cell, 'sending');
  runAlone(async () => {
    const steps = cell.request ? await play(cell.request) : [];
    showCell(cell, findCode(cell.code), handlers, ...createSteps(cell, steps));
  });
}

/** @param {Cell} cell */
function createSendButton(cell) {
  const button = create('button', {}, 'Send it');
  button.addEventListener('click', () => sendCell(cell));
  return button;
}

async function playAll() {
  const { requests } = file;
  progress.max = requests.length;
  progress.value = 0;
  progress.hidden = false;
  playButton.textContent = 'Stop';
  stopping = new AbortController();
  try {
    for (const request of requests) {
      if (stopping.signal.aborted) break;
      status.textContent = `${progress.value} of ${requests.length}`;
      await play(request);
      progress.value += 1;
    }
  } finally {
    stopping = undefined;
    playButton.textContent = 'Play all';
    progress.hidden = true;
  }
  const others = failed.size === 1 ? '1 has another code.' : `${failed.size} have another code.`;
  const outcome = failed.size === 0 ? 'each has the documented code.' : others;
  status.textContent = `${progress.value} responses: ${outcome}`;
}

/** @param {Request} request */
async function play(request) {
  const cell = cells.find((one) => one.request === request);
  if (cell) mark(cell, 'sending');
  const steps = await player.play(request).catch((error) => {
    if (cell) mark(cell, 'unsent');
    throw error;
  });
  const last = steps.at(-1);
  if (last?.request !== request || last.received.status !== request.code) failed.add(request);
  if (cell) mark(cell, failed.has(request) ? 'wrong' : 'right');
  return steps;
}

/** @param {HTMLButtonElement} button */
function prepareStory(button) {
  const names = button.dataset.story?.split(' ') ?? [];
  const requests = file.requests.filter(({ name = '' }) => names.includes(name));
  // A project without items has no requests for the stories about them.
  button.closest('section')?.toggleAttribute('hidden', requests.length < names.length);
  button.hidden = false;
  button.addEventListener('click', () =>
    runAlone(() => ('follow' in button.dataset ? follow(button) : tell(button, requests))),
  );
}

/**
 * Sends the requests, each by so many clients at once as the button says, and lists the responses below it.
 *
 * @param {HTMLButtonElement} button
 * @param {Request[]} requests
 */
async function tell(button, requests) {
  button.nextElementSibling?.replaceChildren();
  // So that no login delays one of several clients.
  await player.play(player.getRequest('me'));
  for (const request of requests) {
    const clients = Array.from({ length: Number(button.dataset.clients ?? 1) });
    const runs = await Promise.all(clients.map(() => player.play(request)));
    const steps = runs.flatMap((run) => run.slice(-1));
    steps.sort((a, b) => b.received.status - a.received.status);
    for (const step of steps) addAnswer(button, step);
  }
}

/** @param {HTMLButtonElement} button @param {Step} step */
function addAnswer(button, step) {
  const { sent, received } = step;
  const text = ` ${sent.method} ${sent.path}`;
  const response = create('button', {}, create('b', {}, `${received.status}`), text);
  response.addEventListener('click', () => showStep(step));
  button.nextElementSibling?.append(create('li', {}, response));
}

/**
 * Sends an import of many lines, asks for it until it is done, and then for its report.
 *
 * @param {HTMLButtonElement} button
 */
async function follow(button) {
  const bar = button.parentElement?.querySelector('progress');
  button.nextElementSibling?.replaceChildren();
  const request = player.getRequest('sentImport');
  const [line] = request.body.split('\n');
  const body = Array.from({ length: 500 }, () => line).join('\n');
  /** @param {string} path */
  const ask = async (path) => {
    const headers = ['Authorization: Bearer {{token}}'];
    const sent = player.prepare({ ...request, method: 'GET', path, headers, body: '' });
    const step = { request, sent, received: await send(sent) };
    addAnswer(button, step);
    return step.received;
  };
  const accepted = (await player.play({ ...request, body })).at(-1);
  if (!accepted) return;
  addAnswer(button, accepted);
  const path = accepted.received.headers.location?.slice(BASE_PATH.length) ?? '';
  let received = accepted.received;
  while (received.status === 200 || received.status === 202) {
    const { processed, total } = JSON.parse(received.text);
    if (bar) Object.assign(bar, { hidden: false, max: total, value: processed });
    const seconds = Number(received.headers['retry-after']);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    received = await ask(path);
  }
  if (bar) bar.hidden = true;
  if (received.status === 303) await ask(`${path}/report?limit=1`);
}

/** @param {Cell[]} found */
function markFound(found) {
  for (const [cell, button] of buttons) button.toggleAttribute('data-marked', found.includes(cell));
  const first = found.find(({ request }) => request) ?? found[0];
  buttons.get(first)?.scrollIntoView({ block: 'center' });
  buttons.get(first)?.focus();
  return first;
}

/** The page of a code leads to `#409`, or to `#409-itemUpsert`: marks the cells, and offers to send the first. */
function showCode() {
  const ofCode = cells.filter(({ id }) => location.hash.startsWith(`#${id.slice(0, 3)}`));
  const exact = ofCode.filter(({ id }) => location.hash === `#${id}`);
  const first = markFound(exact.length > 0 ? exact : ofCode);
  if (!first) return;
  const content = first.request ? [createSendButton(first)] : [];
  showCell(first, findCode(first.code), handlers, ...content);
}

/** The pages of problem types lead to `#name-taken`: shows which cells cause it. */
function showProblem() {
  if (/^#\d{3}\b/.test(location.hash)) return showCode();
  const slug = location.hash.slice(1);
  const type = problems.problemTypes.find((/** @type {any} */ problem) =>
    problem.type.endsWith(`/${slug}`),
  );
  if (!type) return;
  const causing = cells.filter(({ request }) => request);
  const documented = causing.filter((cell) => cell.problems.includes(slug));
  // Where an operation documents one problem for a code, its request causes that one and no other.
  const exact = documented.filter((cell) => cell.problems.length === 1);
  const ofStatus = causing.filter((cell) => any.includes(cell) && cell.code === `${type.status}`);
  const [found = []] = [exact, documented, ofStatus].filter((list) => list.length > 0);
  const first = markFound(found);
  show(
    `${type.status} ${type.title}`,
    createText(type.description),
    createText(type.solution),
    createText(
      found.length > 0
        ? `These cause it, and are marked: ${found.map(({ label }) => `\`${label}\``).join(', ')}.`
        : explainCode(type.status),
    ),
    ...(first ? [createSendButton(first)] : []),
  );
}
