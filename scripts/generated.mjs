import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/* The files, and the part of README.md, that are generated. */

const BEGIN = '<!-- operations: made by `npm run openapi` -->';
const END = '<!-- /operations -->';

/**
 * @param {object} document an OpenAPI document
 * @returns {string}
 */
export function openapiJson(document) {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Where each operation is handled, for the page at /.
 *
 * @param {readonly string[]} operationIds
 * @param {Readonly<Record<string, string>>} controllers the text of each file with a controller, by its path
 * @returns {string} `{ "itemsFindOne": "src/items/items.controller.ts:112" }`
 */
export function handlersJson(operationIds, controllers) {
  const handlers = {};
  for (const [path, text] of Object.entries(controllers)) {
    const [, resource] = /export class (\w+)Controller/.exec(text) ?? [];
    for (const [index, line] of text.split('\n').entries()) {
      const [, method] = /^ {2}(?:async )?(\w+)\(/.exec(line) ?? [];
      if (!method) continue;
      const id = lowerFirst(resource) + method[0].toUpperCase() + method.slice(1);
      handlers[id] = `${path}:${index + 1}`;
    }
  }
  const entries = operationIds.map((id) => [id, handlers[id]]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** @param {{ paths: object }} document */
export function listOperationIds({ paths }) {
  return Object.values(paths)
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId);
}

/** As `toOperationId` in src/openapi/build-document.ts does. */
function lowerFirst(name) {
  return name[0].toLowerCase() + name.slice(1);
}

/** @returns {Promise<Record<string, string>>} the text of each file with a controller, by its path */
export async function readControllers() {
  const folders = ['demo', 'libs', 'src'].filter((folder) => existsSync(folder));
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { recursive: true })).map((file) => `${folder}/${file}`),
    ),
  );
  const paths = files.flat().filter((file) => file.endsWith('.controller.ts'));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index]]));
}

/**
 * @param {readonly { name: string, default: string, description: string }[]} variables
 * @returns {string}
 */
export function envExample(variables) {
  const entries = variables.map(
    ({ name, default: value, description }) => `# ${description}\n${name}=${value}\n`,
  );
  return `# Copy to .env and change what you need. An empty value counts as absent.\n\n${entries.join('\n')}`;
}

/**
 * @param {string} readme
 * @param {{ paths: object }} document
 * @returns {string} the README with the document's operations in its table
 */
export function readmeWithTable(readme, document) {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined)
    throw new Error(`README.md must contain the comments ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n${operationsTable(document)}\n${END}${after}`;
}

/** Codes of nearly every operation. */
const LISTED_BELOW = ['406', '429', '500', '503'];

/**
 * The currencies that people pay with today: legal tender somewhere, without an end. So the list has no funds
 * (CLF), metals (XAU) or codes for tests (XTS), which ISO 4217 has as well, and nothing withdrawn.
 *
 * @param {{ version: { _cldrVersion: string }, currencyData: { region: Record<string, object[]> } }} supplemental
 *   CLDR's supplemental/currencyData.json, which follows ISO 4217
 * @returns {string} a TypeScript module
 */
export function currenciesModule({ version, currencyData }) {
  const codes = Object.values(currencyData.region)
    .flat()
    .flatMap(Object.entries)
    .filter(([, { _to, _tender }]) => _to === undefined && _tender !== 'false')
    .map(([code]) => code);
  const lines = [...new Set(codes)]
    .sort()
    .join(' ')
    .match(/.{1,96}(?: |$)/g);
  return `/* Made by \`npm run openapi\` from version ${version._cldrVersion} of CLDR, the npm package cldr-core. */

/** The ISO 4217 codes of the currencies that are legal tender somewhere. */
export const CURRENCIES: readonly string[] = \`
${lines.map((line) => `  ${line.trim()}`).join('\n')}
\`
  .trim()
  .split(/\\s+/);
`;
}

function operationsTable({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, responses }]) => {
      const codes = Object.keys(responses).filter((code) => !LISTED_BELOW.includes(code));
      return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${codes.join(' · ')} |`;
    }),
  );
  return ['| operation | what it does | codes |', '|---|---|---|', ...rows].join('\n');
}
