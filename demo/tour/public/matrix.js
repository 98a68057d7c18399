import { ANY_PATH } from './codes.js';
import { create } from './dom.js';
import { findTemplate } from './requests-http.js';

/** @typedef {import('./requests-http.js').Request} Request */

/**
 * @typedef {object} Cell one code of one operation
 * @property {string} label `PUT /items/{id}`, or `Any path`
 * @property {string} code
 * @property {string} [operationId]
 * @property {string} [description] what the code means here
 * @property {string[]} problems the types that the document names
 * @property {Request[]} requests those that cause it
 * @property {HTMLButtonElement} button
 */

/**
 * The cells of the document, by operation, and those of no operation.
 *
 * @param {any} openapi
 * @param {Request[]} requests
 * @returns {{ rows: { label: string, summary: string, cells: Cell[] }[], any: Cell[] }}
 */
export function createCells(openapi, requests) {
  const templates = Object.keys(openapi.paths);
  /** @type {Map<string, Request[]>} */
  const byPair = new Map();
  for (const request of requests) {
    const { method, path, code } = request;
    const template = findTemplate(path, templates) ?? '';
    const operation = openapi.paths[template]?.[method.toLowerCase()];
    const label = operation?.responses[code] ? `${method} ${template}` : 'Any path';
    const pair = `${label} ${code}`;
    byPair.set(pair, [...(byPair.get(pair) ?? []), request]);
  }
  /** @param {string} label @param {string} code @param {any} [operation] */
  const newCell = (label, code, operation) => {
    const { description, content = {} } = resolve(openapi, operation?.responses[code]) ?? {};
    const examples = content['application/problem+json']?.examples ?? {};
    const found = byPair.get(`${label} ${code}`) ?? [];
    const { operationId } = operation ?? {};
    const button = create('button', {}, code);
    const cell = { label, code, operationId, description, requests: found, button };
    const completed = { ...cell, problems: Object.keys(examples) };
    mark(completed, found.length > 0 ? 'unsent' : 'explained');
    return completed;
  };
  const rows = templates.flatMap((template) =>
    Object.entries(openapi.paths[template]).map(([method, operation]) => {
      const label = `${method.toUpperCase()} ${template}`;
      const codes = Object.keys(operation.responses);
      const cells = codes.map((code) => newCell(label, code, operation));
      return { label, summary: operation.summary, cells };
    }),
  );
  return { rows, any: ANY_PATH.map((code) => newCell('Any path', String(code))) };
}

/** @param {any} openapi @param {any} node */
function resolve(openapi, node) {
  if (!node?.$ref) return node;
  const names = node.$ref.split('/').slice(1);
  return names.reduce((/** @type {any} */ part, /** @type {string} */ name) => part[name], openapi);
}

const STATES = {
  unsent: 'not sent yet',
  explained: 'cannot be caused from here',
  sending: 'is sent',
  right: 'came as documented',
  wrong: 'did not come',
};

/**
 * Shows the state of a cell by more than its colour.
 *
 * @param {Cell} cell
 * @param {keyof typeof STATES} state
 */
export function mark({ button, label, code }, state) {
  button.className = `code ${state}`;
  button.setAttribute('aria-label', `${label}: ${code} ${STATES[state]}`);
}

/**
 * The roles repeat what the elements are, because the style sheet of a phone lays them out otherwise.
 *
 * @param {ReturnType<typeof createCells>['rows']} rows
 */
export function createTable(rows) {
  const codes = [...new Set(rows.flatMap(({ cells }) => cells.map(({ code }) => code)))].sort();
  const head = codes.map((code) =>
    create('th', { scope: 'col', role: 'columnheader' }, `Code ${code}`),
  );
  const body = rows.map(({ label, summary, cells }) => {
    const [method, path] = label.split(' ');
    const name = create('span', { class: 'operation' }, create('b', {}, method), ` ${path}`);
    const header = create(
      'th',
      { scope: 'row', role: 'rowheader' },
      name,
      create('small', {}, summary),
    );
    const columns = codes.map((code) => {
      const cell = cells.find((candidate) => candidate.code === code);
      return create('td', { role: 'cell' }, ...(cell ? [cell.button] : []));
    });
    return create('tr', { role: 'row' }, header, ...columns);
  });
  const corner = create('th', { scope: 'col', role: 'columnheader' }, 'Operation');
  return create(
    'table',
    { role: 'table', 'aria-labelledby': 'matrix' },
    create('thead', { role: 'rowgroup' }, create('tr', { role: 'row' }, corner, ...head)),
    create('tbody', { role: 'rowgroup' }, ...body),
  );
}
