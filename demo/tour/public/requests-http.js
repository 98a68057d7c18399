/* Reads requests.http, in the format of REST clients. The page and the tests use it: it needs no browser. */

/**
 * @typedef {object} Request
 * @property {number} code the code that its title begins with
 * @property {string} title the rest of its title
 * @property {string} [name] `# @name`, by which later requests use its response
 * @property {string[]} refs `# @ref`, the names of requests that come first
 * @property {string} method
 * @property {string} path
 * @property {string[]} headers
 * @property {string} body
 */

/** @typedef {{ variables: Map<string, string>, requests: Request[] }} RequestsFile */

/**
 * @param {string} text
 * @returns {RequestsFile}
 */
export function parseRequests(text) {
  const [head, ...parts] = text.split(/^### /m);
  const variables = new Map();
  for (const [, name, value] of head.matchAll(/^@(\w+) =(.*)$/gm)) {
    variables.set(name, value.trim());
  }
  // Paths are relative to the service that serves the page.
  variables.set('host', '');
  return { variables, requests: parts.map(parseRequest) };
}

/**
 * @param {string} part
 * @returns {Request}
 */
function parseRequest(part) {
  const [lead, body = ''] = part.trim().split('\n\n');
  const [heading, ...lines] = lead.split('\n');
  const [, code, title] = /^(\d+) (.+)$/.exec(heading) ?? [];
  const [requestLine, ...headers] = lines.filter((line) => !line.startsWith('#'));
  const [method, path] = requestLine.split(' ');
  const [, name] = /^# @name (\w+)$/m.exec(lead) ?? [];
  const refs = [...lead.matchAll(/^# @ref (\w+)$/gm)].map(([, ref]) => ref);
  return { code: Number(code), title, name, refs, method, path, headers, body };
}

/**
 * Replaces each `{{variable}}`, also in the value of a variable.
 *
 * @param {string} text
 * @param {(name: string) => string} getValue
 * @returns {string}
 */
export function fill(text, getValue) {
  return text.replaceAll(/\{\{([\w.$]+)\}\}/g, (_, name) => fill(getValue(name), getValue));
}

/**
 * The path template of the document that a path matches; the one with the fewest parameters wins.
 *
 * @param {string} path `/users/me?colour=blue`, filled or not
 * @param {string[]} templates
 * @returns {string | undefined} `/users/me`
 */
export function findTemplate(path, templates) {
  const parts = fill(path, (name) => (name === 'host' ? '' : 'x'))
    .replace(/\?.*/, '')
    .split('/');
  return templates
    .filter((template) => {
      const names = template.split('/');
      return names.length === parts.length && names.every((name, i) => matches(name, parts[i]));
    })
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/** @param {string} name @param {string} part */
function matches(name, part) {
  return name.startsWith('{') || name === part;
}
