import { readFiles } from './generated.mjs';

/*
 * Where each code of each operation is decided: the handler for a success, else the line that makes the problem which
 * the document names. From here come the table of docs/how-it-is-made.md, and what the demo's pages show.
 */

/** A text in the line that decides, where that is not the one with the `new` of the problem; by its type. */
const DECIDING_LINES = {
  'malformed-body': "'The body is not valid JSON",
  'body-too-large': 'bodyLimit: limits',
  'headers-too-large': '> limits.headersBytes',
  'path-not-found': 'isUnknownPath(request) ?',
  'not-implemented': "'HPE_INVALID_METHOD' &&",
  'malformed-request': '?? new MalformedRequest(',
  'internal-error': "typeof statusCode !== 'number' || statusCode >= 500",
  'service-unavailable': 'findUnavailability(error);',
  'precondition-failed': 'isConditional ? toPreconditionFailed(preconditions) : otherwise',
  'precondition-failed GET': '!isIfMatchSatisfied(preconditions, value)',
};

/** What no operation documents, because it precedes them all: a problem type, or a text in the line that sends it. */
const OF_ANY_PATH = {
  100: 'writeContinue(',
  204: "reply.status(204).header('Allow', allowed",
  400: 'malformed-request',
  404: 'path-not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  414: 'uri-too-long',
  431: 'headers-too-large',
  501: 'not-implemented',
};

/** In lines. A longer function is cut to what is next to the line that decides. */
const LONGEST_EXCERPT = 26;
const CONTEXT = 8;

/** Of each code. */
const SHOWN_TESTS = 6;

/**
 * @typedef {object} Decision
 * @property {number} code
 * @property {string} [problem] its type: `name-taken`
 * @property {string} file
 * @property {number} line
 * @property {string} deciding the text of the line
 * @property {string} excerpt what is around it
 * @property {string[]} operations the ids of the operations; none stands for any path
 */

/**
 * @param {{ paths: object, components: object }} document
 * @returns {Decision[]} by code
 */
export function findDecisions(document) {
  const sources = readFiles(/^(?:src|libs\/[^/]+\/src|demo\/codes)\/.+\.ts$/);
  const classes = findProblemClasses(sources);
  const found = new Map();
  const add = (code, site, problem, operationId) => {
    if (!site) return;
    const key = `${code} ${problem} ${site.file}:${site.line}`;
    const decision = found.get(key) ?? { code, problem, ...site, operations: [] };
    found.set(key, decision);
    if (operationId) decision.operations.push(operationId);
  };
  const findProblem = (type, { method, file } = {}) => {
    const text = DECIDING_LINES[`${type} ${method}`] ?? DECIDING_LINES[type];
    const made = `new ${classes[type]}(`;
    const own = file && findLines({ [file]: sources[file] }, made)[0];
    return own ?? (text && findLines(sources, text)[0]) ?? findLines(sources, made)[0];
  };
  for (const { operationId, method, responses } of listOperations(document)) {
    const handler = findHandler(sources, operationId);
    for (const [status, reference] of Object.entries(responses)) {
      const code = Number(status);
      const content = resolve(document, reference).content ?? {};
      const problems = Object.keys(content['application/problem+json']?.examples ?? {});
      if (code === 304)
        add(code, findLines(sources, 'reply.status(304)')[0], undefined, operationId);
      else if (code < 400) add(code, handler, undefined, operationId);
      for (const type of problems) {
        add(code, findProblem(type, { method, file: handler.file }), type, operationId);
      }
    }
  }
  for (const [code, what] of Object.entries(OF_ANY_PATH)) {
    const isProblem = what in classes;
    const site = isProblem ? findProblem(what) : findLines(sources, what)[0];
    add(Number(code), site, isProblem ? what : undefined);
  }
  return [...found.values()].sort((one, other) => one.code - other.code);
}

function listOperations({ paths }) {
  return Object.values(paths).flatMap((item) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
    })),
  );
}

function resolve(document, node) {
  if (!node.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((part, name) => part[name], document);
}

/** @returns {Record<string, string>} the class of each problem type: `{ 'name-taken': 'ItemNameTaken' }` */
function findProblemClasses(sources) {
  const declaration = /class (\w+) extends ProblemType\(\{\s*type: '([\w-]+)'/g;
  const found = Object.values(sources).flatMap((text) => [...text.matchAll(declaration)]);
  return Object.fromEntries(found.map(([, name, type]) => [type, name]));
}

/** The lines with a text: first where a table names it, then where it is thrown. */
function findLines(sources, text) {
  const rank = (line) => (line.includes(`=> ${text}`) ? 0 : line.includes(`throw ${text}`) ? 1 : 2);
  return Object.entries(sources)
    .flatMap(([file, source]) => {
      const lines = source.split('\n');
      return lines.flatMap((line, index) => (line.includes(text) ? { file, lines, index } : []));
    })
    .sort((a, b) => rank(a.lines[a.index]) - rank(b.lines[b.index]))
    .map(({ file, lines, index }) => ({
      file,
      line: index + 1,
      deciding: lines[index].trim(),
      excerpt: excerptAround(lines, index),
    }));
}

/** The function, method or statement around a line, or the part next to the line if that is long. */
function excerptAround(lines, index) {
  const findAbove = (pattern) => {
    const above = lines.slice(0, index + 1);
    return above.findLastIndex((line) => pattern.test(line));
  };
  const top = findAbove(/^[^\s)}\]/]/);
  const isClass = /^(?:export )?(?:abstract )?class /.test(lines[top]);
  const start = isClass ? findAbove(/^ {2}[\w@]/) : top;
  const indent = isClass ? '  ' : '';
  const isEnd = (line) => new RegExp(`^${indent}[)}\\]]`).test(line) && !/[({[]$/.test(line);
  const isOneLine = start === index && /[;,]$/.test(lines[start]);
  const end = isOneLine ? start : lines.findIndex((line, i) => i > start && isEnd(line));
  const isLong = end - start >= LONGEST_EXCERPT;
  const from = isLong ? Math.max(start, index - CONTEXT) : start;
  const to = isLong ? Math.min(end, index + CONTEXT) : end;
  const before = from > start ? [lines[start], `${indent}  …`] : [];
  const after = to < end ? [`${indent}  …`] : [];
  return dedent([...before, ...lines.slice(from, to + 1), ...after]);
}

function dedent(lines) {
  const indents = lines.filter(Boolean).map((line) => /^ */.exec(line)[0].length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

/** The line with the code of a handler, and the handler without the decorators of the document. */
function findHandler(sources, operationId) {
  for (const [file, text] of Object.entries(sources)) {
    const [, resource] = /^export class (\w+)Controller\b/m.exec(text) ?? [];
    const prefix = resource && resource[0].toLowerCase() + resource.slice(1);
    if (!prefix || !operationId.startsWith(prefix)) continue;
    const lines = text.split('\n');
    const isMethod = /^ {2}(?:async )?(\w+)\(/;
    const at = lines.findIndex((line) => {
      const [, name = ''] = isMethod.exec(line) ?? [];
      return prefix + name.charAt(0).toUpperCase() + name.slice(1) === operationId;
    });
    if (at === -1) continue;
    const from = lines.slice(0, at).findLastIndex((line) => line === '') + 1;
    const to = lines.findIndex((line, i) => i > at && line === '  }');
    const own = lines.slice(from, to + 1);
    const deciding = own.findIndex((line) => /@HttpCode|reply\.status\(/.test(line));
    const excerpt = dedent(own).replaceAll(/^@Api\w+\([^]*?\)(?: \/\/.*)?\n(?=\S)/gm, '');
    return { file, line: from + deciding + 1, deciding: own[deciding]?.trim(), excerpt };
  }
  throw new Error(`No controller has the operation ${operationId}.`);
}

/**
 * For `<!-- decisions -->` in Markdown.
 *
 * @returns {string} a row for each code that has another place than the handler
 */
export function decisionsTable(document) {
  const places = {};
  for (const { code, file, problem, operations } of findDecisions(document)) {
    const isHandler = code < 300 && operations.length > 0;
    const files = (places[code] ??= {});
    if (!isHandler) (files[file] ??= new Set()).add(problem && `\`${problem}\``);
  }
  const rows = Object.entries(places)
    .filter(([code, files]) => code >= 200 && Object.keys(files).length > 0)
    .map(([code, files]) => {
      const cells = Object.entries(files).map(([file, problems]) => {
        const types = [...problems].filter(Boolean).join(', ');
        return `[${file.split('/').at(-1)}](../${file})${types && `: ${types}`}`;
      });
      return `| ${code} | ${cells.join('; ')} |`;
    });
  return ['| code | where it is decided |', '|---|---|', ...rows].join('\n');
}

/** Where these functions and classes are declared. @param {readonly string[]} names */
export function findDeclarations(names) {
  const sources = Object.entries(readFiles(/^(?:src|libs\/[^/]+\/src)\/.+\.ts$/));
  const find = (name) => {
    const declaration = new RegExp(`^export (?:async )?(?:class|function) ${name}\\b`, 'm');
    return sources.find(([, text]) => declaration.test(text))?.[0];
  };
  return Object.fromEntries(names.map((name) => [name, find(name)]));
}

/**
 * @returns {Record<string, { file: string, title: string }[]>} some tests of each code, whose titles begin with it:
 *   first those of the service, of different files where there are several
 */
export function findTests() {
  const files = ['test', 'libs', 'demo'].flatMap((folder) =>
    Object.entries(readFiles(new RegExp(`^${folder}/.*spec\\.ts$`))),
  );
  const test = /\bit(?:\.each\([^]*?\))?\(\s*['"`](\d{3}) ([^\n%$]+?)['"`],/g;
  const found = {};
  for (const [file, text] of files.filter(([file]) => !/taken-along|template/.test(file))) {
    for (const [, code, title] of text.matchAll(test)) (found[code] ??= []).push({ file, title });
  }
  for (const [code, tests] of Object.entries(found)) {
    const isFirst = ({ file }, i) => tests.findIndex((one) => one.file === file) === i;
    const rest = tests.filter((one, i) => !isFirst(one, i));
    found[code] = [...tests.filter(isFirst), ...rest].slice(0, SHOWN_TESTS);
  }
  return found;
}
