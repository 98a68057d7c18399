import { ANY_PATH, NOT_CAUSABLE } from './codes.js';
import { findTemplate } from './requests-http.js';

/* The cells of the page. `npm run openapi` makes links of them; the page makes buttons of the links. */

/** @typedef {import('./requests-http.js').Request} Request */

/**
 * @typedef {object} Cell one code of one operation
 * @property {string} id the fragment of its URL: `412-itemUpsert`
 * @property {string} label `PUT /items/{id}`, `Every operation` or `Any path`
 * @property {string} code
 * @property {string} [operationId]
 * @property {string} [description] what the code means here
 * @property {string[]} problems the types that the document names
 * @property {Request} [request] the first one that causes it
 */

/**
 * The cells of the document by operation, those that all operations have and no request causes, and those of no
 * operation.
 *
 * @param {any} openapi
 * @param {Request[]} requests
 * @returns {{ rows: { label: string, summary: string, cells: Cell[] }[], every: Cell[], any: Cell[] }}
 */
export function createCells(openapi, requests) {
  const templates = Object.keys(openapi.paths);
  /** @type {Map<string, Request>} */
  const byPair = new Map();
  for (const request of requests) {
    const { method, path, code } = request;
    const template = findTemplate(path, templates) ?? '';
    const operation = openapi.paths[template]?.[method.toLowerCase()];
    const label = operation?.responses[code] ? `${method} ${template}` : 'Any path';
    const pair = `${label} ${code}`;
    if (!byPair.has(pair)) byPair.set(pair, request);
  }
  /** @param {string} label @param {string} code @param {any} operation @returns {Cell} */
  const newCell = (label, code, { operationId, responses }) => {
    const { description, content = {} } = resolve(openapi, responses[code]);
    const problems = Object.keys(content['application/problem+json']?.examples ?? {});
    const id = `${code}-${operationId ?? label.split(' ')[0].toLowerCase()}`;
    const request = byPair.get(`${label} ${code}`);
    return { id, label, code, operationId, description, problems, request };
  };
  const rows = templates.flatMap((template) =>
    Object.entries(openapi.paths[template]).map(([method, operation]) => {
      const label = `${method.toUpperCase()} ${template}`;
      const codes = Object.keys(operation.responses).filter((code) => !(code in NOT_CAUSABLE));
      const cells = codes.map((code) => newCell(label, code, operation));
      return { label, summary: operation.summary, cells };
    }),
  );
  const shared = Object.assign({}, ...listOperations(openapi).map(({ responses }) => responses));
  const everyCode = Object.keys(shared).filter((code) => code in NOT_CAUSABLE);
  const every = everyCode.map((code) => newCell('Every operation', code, { responses: shared }));
  const any = Object.entries(ANY_PATH).map(([code, description]) =>
    newCell('Any path', code, { responses: { [code]: { description } } }),
  );
  return { rows, every, any };
}

/** @param {any} openapi @returns {any[]} */
function listOperations({ paths }) {
  return Object.values(paths).flatMap((item) => Object.values(item));
}

/** @param {any} openapi @param {any} node */
function resolve(openapi, node) {
  if (!node.$ref) return node;
  const names = node.$ref.split('/').slice(1);
  return names.reduce((/** @type {any} */ part, /** @type {string} */ name) => part[name], openapi);
}
