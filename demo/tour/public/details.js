import { explainCode } from './codes.js';
import { create, createText, getElement } from './dom.js';

/** @typedef {import('./matrix.js').Cell} Cell */
/** @typedef {import('./player.js').Step} Step */

/** The headers that explain a response; the others are alike in all of them. */
const HEADERS_THAT_MATTER = [
  'content-type',
  'location',
  'content-location',
  'etag',
  'link',
  'allow',
  'accept',
  'accept-patch',
  'www-authenticate',
  'retry-after',
  'vary',
  'cache-control',
  'connection',
  'x-request-id',
];

const LONGEST_TEXT = 2_000;

/** What only fills a body or a header. */
const FILLER = /x{65,}/g;

/** A token says nothing to a reader; the copied curl line has all of it. */
const REST_OF_TOKEN = /(?<=Bearer \w{10})[\w.-]{20,}/;

const CURL_NOTE =
  'The page has deleted what these requests created. With curl, send all of them in this order.';

/**
 * Shows a cell and what was sent and received for it.
 *
 * @param {Cell} cell
 * @param {{ name: string, reference: string }} registered the name of its code, and where it is defined
 * @param {Record<string, Record<number, string>>} handlers where each code is decided, by operation id
 * @param {HTMLElement[]} content
 */
export function showCell(cell, { name, reference }, handlers, ...content) {
  const { code, label, description, operationId } = cell;
  const lines = handlers[operationId ?? 'anyPath'] ?? {};
  // The smallest code is that of a success, which the handler sends.
  const handler = operationId ? Object.values(lines)[0] : undefined;
  const sources = [...new Set([lines[Number(code)], handler])].filter((line) => line !== undefined);
  show(
    `${code} ${name} · ${label}`,
    ...(description ? [createText(description)] : []),
    ...(cell.request ? [] : [createText(explainCode(code))]),
    create(
      'p',
      { class: 'sources' },
      create('a', { href: `codes/${code}` }, `When to send ${code}: ${reference}`),
      ...cell.problems.map((type) => create('a', { href: `problems/${type}` }, type)),
      ...sources.map((line) => create('code', {}, line)),
    ),
    ...content,
  );
}

/**
 * The last step is that of the cell, unless one that it needs failed; the others are folded.
 *
 * @param {Cell} cell @param {Step[]} steps @returns {HTMLElement[]}
 */
export function createSteps({ request }, steps) {
  const elements = steps.map((step) => createStep(step, step.request === request));
  return steps.length > 1 ? [...elements, create('p', {}, CURL_NOTE)] : elements;
}

/** @param {Step} step */
export function showStep(step) {
  const { sent, received } = step;
  show(`${received.status} ${sent.method} ${sent.path}`, createStep(step, true));
}

/** @param {string} title @param {HTMLElement[]} content */
export function show(title, ...content) {
  const heading = create('h2', { id: 'details-title', tabindex: '-1' }, title);
  getElement('details-content', HTMLElement).replaceChildren(heading, ...content);
  const dialog = getElement('details', HTMLDialogElement);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  heading.focus();
}

/** @param {Step} step @param {boolean} isOpen a step before it is folded */
function createStep({ request, sent, received }, isOpen) {
  const { status, statusText, headers, text } = received;
  const isRight = status === request.code;
  const curl = toCurl(sent);
  const outcome = isRight ? `${status}` : `${status} instead of ${request.code}`;
  const head = [`${sent.method} ${sent.path} HTTP/1.1`, ...toLines(sent.headers)];
  const response = [
    `HTTP/1.1 ${status} ${statusText}`,
    ...HEADERS_THAT_MATTER.filter((name) => headers[name]).map(
      (name) => `${name}: ${headers[name]}`,
    ),
  ];
  return create(
    'details',
    { class: isRight ? 'step right' : 'step wrong', ...(isOpen && { open: '' }) },
    create(
      'summary',
      {},
      isOpen ? '' : 'First: ',
      `${shorten(`${sent.method} ${sent.path}`)} ${request.title} → `,
      create('b', {}, outcome),
    ),
    create('h3', {}, 'Request'),
    createBlock([...head.map(shorten), '', shorten(sent.body ?? '')].join('\n').trim()),
    create('h3', {}, 'Response'),
    createBlock([...response, '', shorten(format(text))].join('\n').trim()),
    ...(status === 207 ? [create('h3', {}, 'One by one'), createResults(text)] : []),
    create('h3', {}, 'The same with curl'),
    createBlock(shorten(curl)),
    createCopyButton(curl),
  );
}

/** The code of each entry, which that of the whole does not tell. @param {string} text */
function createResults(text) {
  /** @type {{ results: { id: string | null, status: number, problem?: { title: string } }[] }} */
  const { results } = JSON.parse(text);
  const entries = results.map(({ id, status, problem }) =>
    create(
      'li',
      {},
      create('b', {}, String(status)),
      ` ${id ?? 'no valid id'}: ${problem?.title ?? 'written'}`,
    ),
  );
  return create('ol', {}, ...entries);
}

/** Can be scrolled, so it can have the focus. @param {string} text */
function createBlock(text) {
  return create('pre', { tabindex: '0' }, text);
}

/** @param {string} text */
function createCopyButton(text) {
  const button = create('button', {}, 'Copy');
  button.addEventListener('click', async () => {
    // Browsers have a clipboard on https and localhost only.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    button.textContent = isCopied ? 'Copied' : 'Select and copy it by hand';
  });
  return button;
}

/** @param {import('./player.js').Sent} sent */
function toCurl({ method, path, headers, body }) {
  const url = new URL(`.${path}`, document.baseURI).href;
  const parts = toLines(headers).map((line) => ` -H ${quote(line)}`);
  return `curl -i -X ${method} ${quote(url)}${parts.join('')}${body ? ` -d ${quote(body)}` : ''}`;
}

/** As a shell reads it. @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param {Record<string, string>} headers */
function toLines(headers) {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** @param {string} full */
function shorten(full) {
  const text = full
    .replace(REST_OF_TOKEN, '…')
    .replaceAll(FILLER, (x) => `xxxx… (${x.length.toLocaleString('en')} characters)`);
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT)}… (${text.length.toLocaleString('en')} characters)`;
}

/** @param {string} text */
function format(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
