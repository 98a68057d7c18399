import { explainCode } from './codes.js';
import { show, showCell, showStep } from './details.js';
import { create, createText, getElement } from './dom.js';
import { createCells, createTable, mark } from './matrix.js';
import { Player } from './player.js';
import { parseRequests } from './requests-http.js';

/** @typedef {import('./matrix.js').Cell} Cell */
/** @typedef {import('./player.js').Sent} Sent */
/** @typedef {import('./requests-http.js').Request} Request */

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
const { rows, any } = createCells(openapi, file.requests);
const cells = [...rows.flatMap((row) => row.cells), ...any];

getElement('operations', HTMLElement).replaceWith(createTable(rows));
getElement('any', HTMLElement).append(...any.map(({ button }) => create('li', {}, button)));
for (const cell of cells) {
  cell.button.addEventListener('click', () => runAlone(() => press(cell)));
}
playButton.addEventListener('click', () => {
  if (stopping) stopping.abort();
  else runAlone(playAll);
});
playButton.disabled = false;
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
  return {
    status: response.status,
    statusText: response.statusText,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
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

/** Such as `RFC 9110 §15.5.10`. @param {string} code @returns {string} */
function findReference(code) {
  return codes.codes.find((/** @type {any} */ one) => one.code === Number(code)).reference;
}

let isRunning = false;
/** The requests of the present run that had another code. @type {Set<Request>} */
const failed = new Set();

/** Requests of two buttons at once would change each other's items. @param {() => Promise<void>} run */
async function runAlone(run) {
  if (isRunning) return;
  isRunning = true;
  failed.clear();
  document.body.setAttribute('aria-busy', 'true');
  try {
    await run().finally(() => player.cleanUp());
  } catch (error) {
    status.textContent = /** @type {Error} */ (error).message;
  }
  document.body.removeAttribute('aria-busy');
  isRunning = false;
}

/** Sends the requests of a cell. @param {Cell} cell */
async function press(cell) {
  const steps = [];
  for (const request of cell.requests) {
    steps.push(...(await play(request)));
  }
  showCell(cell, steps, handlers, findReference(cell.code));
}

async function playAll() {
  const { requests } = file;
  progress.max = requests.length;
  progress.value = 0;
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
  }
  const others = failed.size === 1 ? '1 has another code.' : `${failed.size} have another code.`;
  const outcome = failed.size === 0 ? 'each has the documented code.' : others;
  status.textContent = `${progress.value} responses: ${outcome}`;
}

/** @param {Request} request */
async function play(request) {
  const cell = cells.find(({ requests }) => requests.includes(request));
  if (cell) mark(cell, 'sending');
  const steps = await player.play(request).catch((error) => {
    if (cell) mark(cell, 'unsent');
    throw error;
  });
  const last = steps.at(-1);
  if (last?.request !== request || last.received.status !== request.code) failed.add(request);
  if (cell) mark(cell, cell.requests.some((one) => failed.has(one)) ? 'wrong' : 'right');
  return steps;
}

/** @param {HTMLButtonElement} button */
function prepareStory(button) {
  const names = button.dataset.story?.split(' ') ?? [];
  const requests = file.requests.filter(({ name = '' }) => names.includes(name));
  // A project without items has no requests for the stories about them.
  button.closest('section')?.toggleAttribute('hidden', requests.length < names.length);
  button.disabled = false;
  button.addEventListener('click', () => runAlone(() => tell(button, requests)));
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
    for (const step of steps) {
      const { sent, received } = step;
      const text = ` ${sent.method} ${sent.path}`;
      const response = create('button', {}, create('b', {}, `${received.status}`), text);
      response.addEventListener('click', () => showStep(step));
      button.nextElementSibling?.append(create('li', {}, response));
    }
  }
}

/** The page of a code leads to `#409`, or to `#409-itemUpsert`: marks its cells, and scrolls to them. */
function showCode() {
  const [, code, id] = /^#(\d{3})(?:-(\w+))?$/.exec(location.hash) ?? [];
  const found = cells.filter((cell) => cell.code === code && (!id || cell.operationId === id));
  for (const cell of cells) cell.button.toggleAttribute('data-marked', found.includes(cell));
  const first = found.find(({ requests }) => requests.length > 0) ?? found[0];
  first?.button.scrollIntoView({ block: 'center' });
  first?.button.focus();
}

/** The pages of problem types lead to `#name-taken`: shows which cells cause it. */
function showProblem() {
  if (/^#\d{3}\b/.test(location.hash)) return showCode();
  const slug = location.hash.slice(1);
  const type = problems.problemTypes.find((/** @type {any} */ problem) =>
    problem.type.endsWith(`/${slug}`),
  );
  if (!type) return;
  const causing = cells.filter(({ requests }) => requests.length > 0);
  const documented = causing.filter((cell) => cell.problems.includes(slug));
  // Where an operation documents one problem for a code, its request causes that one and no other.
  const exact = documented.filter((cell) => cell.problems.length === 1);
  const ofStatus = causing.filter((cell) => any.includes(cell) && cell.code === `${type.status}`);
  const [found = []] = [exact, documented, ofStatus].filter((list) => list.length > 0);
  for (const cell of cells) cell.button.toggleAttribute('data-marked', found.includes(cell));
  show(
    `${type.status} ${type.title}`,
    createText(type.description),
    createText(type.solution),
    createText(
      found.length > 0
        ? `These cause it, and are marked: ${found.map(({ label }) => `\`${label}\``).join(', ')}.`
        : explainCode(type.status),
    ),
  );
}
