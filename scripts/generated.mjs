/* The files, or parts of files, that are made from the code. */

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
 * @param {readonly { name: string, default: string, rule: string, meaning: string }[]} settings
 * @returns {string}
 */
export function envExample(settings) {
  const entries = settings.map(
    ({ name, default: value, rule, meaning }) => `# ${meaning}\n# It ${rule}.\n${name}=${value}\n`,
  );
  return `# Copy to .env and change what you need; an empty value counts as none.\n\n${entries.join('\n')}`;
}

/**
 * @param {string} readme
 * @param {{ paths: object }} document
 * @returns {string} the README with its table of operations as the document has it
 */
export function readmeWithTable(readme, document) {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`The README lacks the marks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n${operationsTable(document)}\n${END}${after}`;
}

function operationsTable({ paths }) {
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, responses }]) => {
      // What is shared by all operations is said once, below the table.
      const codes = Object.keys(responses).filter((code) => !('$ref' in responses[code]));
      return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${codes.join(' · ')} |`;
    }),
  );
  return ['| operation | what it does | codes |', '|---|---|---|', ...rows].join('\n');
}
