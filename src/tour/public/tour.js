import { NOT_CAUSABLE } from './codes.js';
import { show, showCell, showStep } from './details.js';
import { create, createText, getElement } from './dom.js';
import { createCells, createTable, mark } from './matrix.js';
import { Player } from './player.js';
import { parseRequests } from './requests-http.js';

/** @typedef {import('./matrix.js').Cell} Cell */
/** @typedef {import('./player.js').Sent} Sent */

const BASE_PATH = new URL('.', document.baseURI).pathname.slice(0, -1);
const playButton = getElement('play', HTMLButtonElement);
const progress = getElement('progress', HTMLProgressElement);
const status = getElement('status', HTMLElement);

const [openapi, problems, handlers, file] = await Promise.all([
  getJson('openapi.json'),
  getJson('problems'),
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
for (const cell of cells) cell.button.addEventListener('click', () => runAlone(() => press(cell)));
playButton.addEventListener('click', () => {
  if (isPlayingAll) isPlayingAll = false;
  else runAlone(playAll);
});
for (const button of document.querySelectorAll('button[data-story], button[data-race]')) {
  button.addEventListener('click', () => runAlone(() => tell(/** @type {HTMLElement} */ (button))));
}
for (const button of document.querySelectorAll('button:disabled'))
  button.removeAttribute('disabled');
addEventListener('hashchange', showProblem);
offerTokens();
showProblem();

/** @param {string} path */
function getJson(path) {
  return fetch(path, { headers: { Accept: 'application/json' } }).then((response) =>
    response.json(),
  );
}

/** @param {Sent} sent */
async function send({ method, path, headers, body }) {
  const response = await fetch(`.${path}`, { method, headers, body });
  return {
    status: response.status,
    statusText: response.statusText,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  };
}

/** @param {number} seconds */
async function wait(seconds) {
  const before = status.textContent;
  status.textContent = `429: the rate limit is reached. The next request waits ${seconds} s, as Retry-After says.`;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  status.textContent = before;
}

let isRunning = false;

/** Requests of two buttons at once would change each other's items. @param {() => Promise<void>} run */
async function runAlone(run) {
  if (isRunning) return;
  isRunning = true;
  document.body.setAttribute('aria-busy', 'true');
  try {
    await run();
  } catch (error) {
    status.textContent = `The service cannot be reached: ${error}`;
  } finally {
    await player.cleanUp().catch(() => undefined);
    document.body.removeAttribute('aria-busy');
    isRunning = false;
  }
}

/** Sends the requests of a cell. @param {Cell} cell */
async function press(cell) {
  const steps = [];
  for (const request of cell.requests.filter(player.canPlay, player)) {
    steps.push(...(await play(request)));
  }
  showCell(cell, steps, handlers);
}

/** @param {Cell['requests'][number]} request */
async function play(request) {
  const cell = cells.find(({ requests }) => requests.includes(request));
  if (cell) mark(cell, 'sending');
  const steps = await player.play(request);
  const last = steps.at(-1);
  const isRight = last?.request === request && last.received.status === request.code;
  if (cell && !cell.button.classList.contains('wrong')) mark(cell, isRight ? 'right' : 'wrong');
  return steps;
}

let isPlayingAll = false;

async function playAll() {
  const requests = file.requests.filter(player.canPlay, player);
  isPlayingAll = true;
  playButton.textContent = 'Stop';
  progress.max = requests.length;
  let sent = 0;
  let wrong = 0;
  for (const request of requests) {
    if (!isPlayingAll) break;
    status.textContent = `${sent} of ${requests.length}`;
    const steps = await play(request);
    if (steps.at(-1)?.received.status !== request.code) wrong += 1;
    sent += 1;
    progress.value = sent;
  }
  isPlayingAll = false;
  playButton.textContent = 'Play all';
  const others = wrong === 1 ? '1 has another code.' : `${wrong} have another code.`;
  const outcome = wrong === 0 ? 'each has the documented code.' : others;
  status.textContent = `${sent} responses: ${outcome}`;
}

/** @param {HTMLElement} button */
async function tell(button) {
  const { story, race, clients = '1' } = button.dataset;
  const answers = /** @type {HTMLElement} */ (button.nextElementSibling);
  answers.replaceChildren();
  const add = (/** @type {import('./player.js').Step} */ step) => {
    const { sent, received } = step;
    const text = `${sent.method} ${sent.path}`;
    const answer = create('button', {}, create('b', {}, String(received.status)), ` ${text}`);
    answer.addEventListener('click', () => showStep(step));
    answers.append(create('li', {}, answer));
  };
  for (const name of story?.split(' ') ?? []) {
    const steps = await player.play(player.getRequest(name));
    add(/** @type {import('./player.js').Step} */ (steps.at(-1)));
  }
  if (!race) return;
  const request = player.getRequest(race);
  // Logs in first, so that the eight requests are sent at once.
  await player.playNeeds(request);
  const runs = Array.from({ length: Number(clients) }, () => player.play(request));
  const steps = (await Promise.all(runs)).flat();
  steps.sort((a, b) => b.received.status - a.received.status).forEach(add);
}

/** Without the demo's users, a form asks for tokens. */
function offerTokens() {
  const form = getElement('tokens', HTMLFormElement);
  form.hidden = file.variables.get('password') !== '';
  const update = () => {
    for (const cell of cells) {
      if (cell.requests.length === 0) continue;
      mark(cell, cell.requests.some(player.canPlay, player) ? 'unsent' : 'unavailable');
    }
  };
  update();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const outcomes = [];
    for (const [name, value] of new FormData(form)) {
      const token = String(value).trim();
      if (token === '') continue;
      const headers = { Authorization: `Bearer ${token}` };
      const me = await send({ method: 'GET', path: '/users/me', headers, body: undefined });
      const role = me.status === 200 ? JSON.parse(me.text).role : 'not valid';
      // Only an admin can delete all that the requests create.
      if (role === name) player.setToken(name, token);
      outcomes.push(role === name ? `${name}: used.` : `${name}: refused, the token is ${role}.`);
    }
    getElement('tokens-status', HTMLElement).textContent = outcomes.join(' ');
    update();
  });
}

/** The pages of problem types lead to `#name-taken`: shows which cells cause it. */
function showProblem() {
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
        : (NOT_CAUSABLE[/** @type {keyof typeof NOT_CAUSABLE} */ (type.status)] ??
            'No request of this page causes it.'),
    ),
  );
}
