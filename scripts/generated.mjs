/* The files, and the part of README.md, that are generated from the code. */

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

function operationsTable({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, responses }]) => {
      const codes = Object.keys(responses).filter((code) => !LISTED_BELOW.includes(code));
      return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${codes.join(' · ')} |`;
    }),
  );
  return ['| operation | what it does | codes |', '|---|---|---|', ...rows].join('\n');
}
