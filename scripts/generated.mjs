import { readFileSync } from 'node:fs';
import { decisionsTable } from './decisions.mjs';
import { listFiles } from './files.mjs';

/* The files, and the parts of Markdown files, that are generated. */

const TABLE = /(<!-- operations: .+ -->\n)[^]*?(<!-- \/operations -->)/;
const DECISIONS = /(<!-- decisions: .+ -->\n)[^]*?(<!-- \/decisions -->)/;
const CUT = /(<!-- cut: (\S+)#(\S+) -->\n```\w+\n)[^]*?^(```\n<!-- \/cut -->)/gm;

/**
 * @param {object} document an OpenAPI document
 * @returns {string}
 */
export function openapiJson(document) {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * @param {RegExp} pattern
 * @returns {Record<string, string>} the text of each file whose path matches
 */
export function readFiles(pattern) {
  const paths = listFiles().filter((file) => pattern.test(file));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

/**
 * @param {readonly { name: string, property: string, description: string }[]} variables
 * @param {object} defaults the value of each property
 * @returns {string}
 */
export function envExample(variables, defaults) {
  const entries = variables.map(
    ({ name, property, description }) => `# ${description}\n${name}=${defaults[property] ?? ''}\n`,
  );
  return `# Copy to .env and change what you need. An empty value counts as absent.\n\n${entries.join('\n')}`;
}

/**
 * @param {string} markdown
 * @param {{ paths: object }} document
 * @returns {string} the text with the document's operations, and where their codes are decided, in its tables, and between `<!-- cut: FILE#NAME -->` and
 *   `<!-- /cut -->` the code as it stands in the file
 */
export function fillMarkdown(markdown, document) {
  return markdown
    .replace(TABLE, (_, begin, end) => `${begin}${operationsTable(document)}\n${end}`)
    .replace(DECISIONS, (_, begin, end) => `${begin}${decisionsTable(document)}\n${end}`)
    .replaceAll(CUT, (_, begin, file, name, end) => {
      const part = cutPart(readFileSync(file, 'utf8'), name);
      if (part === undefined) throw new Error(`${file} has no method and no region ${name}.`);
      return `${begin}${part}\n${end}`;
    });
}

/**
 * @param {string} text TypeScript or JavaScript
 * @param {string} name of a method, which is cut with what stands directly above it, or of the lines between
 *   `// #region NAME` and `// #endregion`, or `// cut: NAME` and `// /cut`
 * @returns {string | undefined}
 */
export function cutPart(text, name) {
  const region = `^ *// (?:#region|cut:) ${name}\\n([^]*?)\\n *// (?:#endregion|/cut)$`;
  const member = `((?:^ {2}.*\\n)*^ {2}(?:\\w+ )*${name}\\([^]*?^ {2}\\}$)`;
  const [, part] = new RegExp(region, 'm').exec(text) ?? new RegExp(member, 'm').exec(text) ?? [];
  const indent = /^ */.exec(part ?? '')?.[0];
  return part?.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** Codes of nearly every operation. */
const LISTED_BELOW = ['406', '429', '500', '503'];

/** ISO 4217's funds, units of account and XXX, which stands for no currency; and CNH, which it does not have. */
const NO_MONEY = 'BOV CHE CHW CLF CNH COU MXV USN UYI UYW XXX'.split(' ');

/**
 * The money of countries in list one of ISO 4217. CLDR, which follows that list, has the currencies of each country
 * with the dates of their use; those without an end are of today. Its region ZZ has metals (XAU) and codes for tests
 * (XTS). That a currency is legal tender is not asked: VED is none by CLDR, and Venezuela pays with it.
 *
 * @param {{ version: { _cldrVersion: string }, currencyData: { region: Record<string, object[]> } }} supplemental
 *   CLDR's supplemental/currencyData.json
 * @returns {string} a TypeScript module
 */
export function currenciesModule({ version, currencyData }) {
  const codes = Object.entries(currencyData.region)
    .flatMap(([region, currencies]) => (region === 'ZZ' ? [] : currencies))
    .flatMap(Object.entries)
    .filter(([code, { _to }]) => _to === undefined && !NO_MONEY.includes(code))
    .map(([code]) => code);
  const lines = [...new Set(codes)]
    .sort()
    .join(' ')
    .match(/.{1,96}(?: |$)/g);
  return `/* Made by \`npm run openapi\` from version ${version._cldrVersion} of CLDR, the npm package cldr-core. */

/** ISO 4217, list one: the money of countries, without funds, metals and what is withdrawn. */
export const CURRENCIES: readonly string[] = \`
${lines.map((line) => `  ${line.trim()}`).join('\n')}
\`
  .trim()
  .split(/\\s+/);
`;
}

/** Lists a migration after the others, in the text of data-source-options.ts. */
export function listMigration(text, name, file) {
  return text
    .replace(
      /(?=\n\n[^]*?const MIGRATIONS)/,
      `\nimport { ${name} } from './migrations/${file}.js';`,
    )
    .replace(/(const MIGRATIONS = \[[^\]]*?),?\s*\]/, `$1, ${name}]`);
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
