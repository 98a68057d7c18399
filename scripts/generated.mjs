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

function operationsTable({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, responses }]) => {
      // A response that all operations share is listed once, below the table.
      const codes = Object.keys(responses).filter((code) => !('$ref' in responses[code]));
      return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${codes.join(' · ')} |`;
    }),
  );
  return ['| operation | what it does | codes |', '|---|---|---|', ...rows].join('\n');
}
