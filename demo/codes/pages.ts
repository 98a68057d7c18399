import { readFile } from 'node:fs/promises';
import { type Code, type Exchange, readDecided } from './describe-codes.js';
import { DIAGRAMS, type Diagram } from './diagrams.js';
import { PRECEDENCE, type Step } from './precedence.js';
import { REGISTRY, REGISTRY_DATE } from './registry.js';

/** Where a page leads; relative, because a proxy may remove a prefix of the path. */
export interface Links {
  /** The list of all codes. */
  index: string;
  style: string;
  toCode: (code: number) => string;
  /** Leads to `/` of the service, unless the pages are static files. */
  root?: string;
  hasTour?: boolean;
}

/** What the pages share with the tour, and their own. It stands in the source: this file runs in `dist`. */
const STYLES = ['tour/public/base.css', 'codes/codes.css'].map(
  (file) => new URL(`../../../demo/${file}`, import.meta.url),
);

const CLASSES: Readonly<Record<number, string>> = {
  1: 'Interim response',
  2: 'Success',
  3: 'Redirection',
  4: 'Error of the client',
  5: 'Error of the server',
};

const CODES = REGISTRY.map(({ code }) => code);
const PHRASES = new Map(REGISTRY.map(({ code, name }) => [code, name]));

export async function readStyles(): Promise<string> {
  const parts = await Promise.all(STYLES.map((file) => readFile(file, 'utf8')));
  return parts.join('\n');
}

/** The list of codes, the order of precedence, and the maps of others. */
export function renderIndex(codes: readonly Code[], links: Links): string {
  const { files } = readDecided();
  const toCard = ({ code, isSent }: Code): string =>
    isSent
      ? `<li class="sent">${toLink(code, links, '&nbsp;✓')}</li>`
      : `<li>${toLink(code, links)}</li>`;
  const groups = Object.entries(CLASSES).map(([digit, title]) => {
    const cards = codes.filter(({ code }) => String(code).startsWith(digit)).map(toCard);
    return `<h2>${digit}xx · ${title}</h2>\n<ul class="cards">${cards.join('\n')}</ul>`;
  });
  const steps = PRECEDENCE.map((step) => renderStep(step, files[step.name] ?? '', links));
  return renderPage(
    'Which response code?',
    links,
    `<h1>Which response code?</h1>
    <p class="lead">A page for each code that IANA has registered: when to send it, when to send its neighbour, and how in Nest. This service sends the <b class="sent">${codes.filter(({ isSent }) => isSent).length} with a ✓</b>; their pages show the line that decides.</p>
    <ul class="facts"><li><a href="#which-code-when-two-apply">Which code, when two apply?</a></li><li><a href="#beside-two-known-maps">Beside two known maps</a></li></ul>
    ${groups.join('\n')}
    <h2 id="which-code-when-two-apply">Which code, when two apply?</h2>
    <p>A request may have several errors, and a response has one code. The service asks these questions in this order, and the first “yes” is the response. The order is read from the lists that register the checks.</p>
    <ol class="path">${steps.join('\n')}
    <li class="end"><p>${toHtml('If each answer is “no”: [201] when something was created, [204] when there is nothing to say, [304] when the client has the current version, else [200]. An error that no question expects is a [503] when a retry may help, else a [500].', links)}</p></li></ol>
    <h2 id="beside-two-known-maps">Beside two known maps</h2>
    <p>Two diagrams put the decisions of HTTP into an order. Each of their decisions has its counterpart here, or a reason why it has none.</p>
    ${DIAGRAMS.map((diagram) => renderDiagram(diagram, links)).join('\n')}
    <p class="source">Names and references are those of <a href="https://www.iana.org/assignments/http-status-codes">IANA’s registry</a> as of ${REGISTRY_DATE}.</p>`,
  );
}

function renderStep({ name, questions }: Step, file: string, links: Links): string {
  const items = questions.map(
    ({ code, text }) => `<li><span>${toHtml(text, links)}</span> ${toLink(code, links)}</li>`,
  );
  return `<li><ol>${items.join('\n')}</ol><p class="source"><code>${name}</code> ${file}</p></li>`;
}

function renderDiagram({ name, url, about, decisions }: Diagram, links: Links): string {
  const rows = decisions.map(([at, asks, code, here]) => {
    const linked = code.replaceAll(/\d{3}/g, '[$&]');
    return [
      at,
      toHtml(asks, links).replaceAll('_', '_<wbr>'),
      toHtml(linked, links),
      toHtml(here, links),
    ];
  });
  return `<h3><a href="${url}">${name}</a></h3>
    <p>${toHtml(about, links)}</p>
    <details><summary>Its ${rows.length} decisions, and their counterparts</summary>
    ${renderTable(`Decisions of ${name}`, ['At', 'It asks', 'Code', 'Here'], rows)}</details>`;
}

/** The page of one code. */
export function renderCode(page: Code, links: Links): string {
  const { code, name, reference, note, use, not = {}, carries, tests } = page;
  const facts = [
    `<a href="${toReferenceUrl(reference)}">${reference}</a>`,
    CLASSES[Math.floor(code / 100)],
    note,
    page.isCacheable && 'Cacheable by default',
    page.isSent ? '<span class="sent">Sent by this service</span>' : 'Not sent by this service',
  ];
  const neighbours = Object.entries(not).map(
    ([other, when]) => `${toLink(Number(other), links)} <span>${toHtml(when, links)}.</span>`,
  );
  const seen = tests.map(
    ({ file, title }) => `“${code} ${escape(title)}” <span class="source">${file}</span>`,
  );
  const index = CODES.indexOf(code);
  const around = [CODES[index - 1], CODES[index + 1]].filter((other) => other !== undefined);
  return renderPage(
    `${code} ${name}`,
    links,
    `<p class="crumbs"><a href="${links.index}">All codes</a></p>
    <h1><span>${code}</span> ${escape(name)}</h1>
    ${renderList(
      'facts',
      facts.filter((fact) => typeof fact === 'string'),
    )}
    <h2>Use it when</h2>
    <p class="lead">${toHtml(use, links)}</p>
    ${neighbours.length > 0 ? `<h2>Send another one when</h2>${renderList('neighbours', neighbours)}` : ''}
    ${carries ? `<h2>It carries</h2><p>${toHtml(carries, links)}</p>` : ''}
    <h2>In Nest</h2>${renderNest(page, links)}
    <h2>Here</h2>${renderHere(page, links)}
    ${renderExchange(page, links)}
    ${seen.length > 0 ? `<h2>Tests that see it</h2>${renderList('tests', seen)}` : ''}
    <p class="around">${around.map((other) => toLink(other, links)).join('\n')}</p>`,
  );
}

function renderNest({ code, nest, noHandler = '', defaults }: Code, links: Links): string {
  const server = nest?.includes('response.raw') ? ' on Fastify' : '';
  const intro = `The lines of a handler that send it${server}. \`response\` is that of \`@Res({ passthrough: true })\`.`;
  const lines = nest ? `<p>${toHtml(intro, links)}</p>${renderBlock(nest)}` : `<p>${noHandler}</p>`;
  if (defaults.length === 0) return lines;
  const rows = defaults.map(({ request, express, fastify }) =>
    [request, express, fastify].map((text) => toHtml(text, links)),
  );
  return `${lines}<p>What a new Nest application does by itself:</p>
    ${renderTable(`Defaults of Nest about ${code}`, ['Request', 'On Express', 'On Fastify'], rows)}`;
}

function renderHere(page: Code, links: Links): string {
  const { code, isDocumented, isOfAnyPath, operations, decisions, absent = '' } = page;
  const { root, hasTour } = links;
  // One handler is enough of an example.
  const shown = decisions.filter((one, i) => i === 0 || one.problem || one.operations.length === 0);
  const excerpts = shown.slice(0, 3).map(({ file, line, deciding, excerpt, problem = '' }) => {
    const type = root && problem ? `<a href="${root}problems/${problem}">${problem}</a>` : problem;
    return `<p class="source"><code>${file}:${line}</code> ${type}</p>${renderBlock(excerpt, deciding)}`;
  });
  const findSources = (id?: string): string =>
    decisions
      .filter(({ operations: ids }) => (id ? ids.includes(id) : ids.length === 0))
      .map(({ file, line }) => `<code>${file.split('/').at(-1)}:${line}</code>`)
      .join(' ');
  const rows = operations.map(({ method, path, id }) => {
    const name = `<code><b>${method}</b> ${path.replaceAll('/', '/<wbr>')}</code>`;
    return [hasTour ? `<a href="${root}#${code}-${id}">${name}</a>` : name, findSources(id)];
  });
  if (isOfAnyPath) rows.push(['Any path, before an operation is found', findSources()]);
  return [
    ...(isDocumented ? [] : [`<p>${toHtml(absent, links)}</p>`]),
    ...excerpts,
    ...(rows.length > 0 ? [renderTable(`Who sends ${code}`, ['Sent by', 'Decided in'], rows)] : []),
  ].join('\n');
}

function renderExchange(page: Code, { root, hasTour }: Links): string {
  const { code, exchange, isDocumented } = page;
  if (!exchange) return '';
  const { title, request, response, isStaged } = exchange;
  const sendIt = `<a class="button" href="${root}#${code}">Send it now</a>`;
  const canRepeat = !isStaged && !JSON.stringify(request).includes('…');
  const start = `${request.method} ${request.path} HTTP/1.1`;
  return `<h2>As it looks</h2>
    <p>Recorded by a test, ${escape(title)}. Ids and times are replaced.${hasTour && isDocumented ? ` ${sendIt}` : ''}</p>
    <h3>Request</h3>${renderBlock(toMessage(start, request))}
    <h3>Response</h3>${renderBlock(toMessage(`HTTP/1.1 ${code} ${PHRASES.get(code)}`, response))}
    ${canRepeat ? `<h3>With curl</h3>${renderBlock(toCurl(request))}` : ''}`;
}

function toMessage(start: string, { headers, body }: Exchange['response']): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [start, ...fields, ...(body === undefined ? [] : ['', formatJson(body)])].join('\n');
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const SENT_BY_CURL = ['Host', 'Connection', 'Content-Length'];

function toCurl({ method, path, headers, body }: Exchange['request']): string {
  // Double quotes, in which a shell replaces $TOKEN.
  const own = Object.entries(headers).filter(([name]) => !SENT_BY_CURL.includes(name));
  const fields = own.map(
    ([name, value]) => `-H "${`${name}: ${value}`.replaceAll(/["\\`]/g, '\\$&')}"`,
  );
  const verb = method === 'GET' ? '' : `-X ${method} `;
  const data = body === undefined ? [] : [`-d '${body}'`];
  return [`curl -i ${verb}http://localhost:3000${path}`, ...fields, ...data].join(' \\\n  ');
}

export function toReferenceUrl(reference: string): string {
  const [, rfc, part] = /^RFC (\d+) §(.+)$/.exec(reference) ?? [];
  return rfc
    ? `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${part}`
    : `https://datatracker.ietf.org/doc/html/${reference}`;
}

function toLink(code: number, { toCode }: Links, mark = ''): string {
  return `<a href="${toCode(code)}"><b>${code}</b> ${escape(PHRASES.get(code) ?? '')}${mark}</a>`;
}

/** `code` between backticks, and `[409]`, which links to its page. */
function toHtml(text: string, { toCode }: Links): string {
  return escape(text)
    .replaceAll(/`(.+?)`/g, '<code>$1</code>')
    .replaceAll(
      /\[(\d{3})\]/g,
      (_, code: string) => `<a href="${toCode(Number(code))}">${code}</a>`,
    );
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function renderList(className: string, items: readonly string[]): string {
  return `<ul class="${className}">${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}

/** What is wider than the screen can be scrolled, and so can have the focus. */
function renderTable(label: string, head: readonly string[], rows: readonly string[][]): string {
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<div class="wide" tabindex="0" role="region" aria-label="${label}"><table>
    <thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>
    <tbody>${body.join('\n')}</tbody></table></div>`;
}

/** @param marked the text of a line */
function renderBlock(text: string, marked?: string): string {
  const lines = text.split('\n').map((line) => {
    return line.trim() === marked ? `<mark>${escape(line)}</mark>` : escape(line);
  });
  return `<pre tabindex="0"><code>${lines.join('\n')}</code></pre>`;
}

function renderPage(title: string, { style, root, hasTour }: Links, main: string): string {
  const tour = hasTour ? `<a href="${root}">See every code happen</a>` : '';
  const nav = `<nav aria-label="Service">${tour}
    <a href="${root}docs">Try the API</a> <a href="${root}problems">Problem types</a></nav>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escape(title)}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${style}" />
  </head>
  <body class="codes">
    <a class="skip" href="#main">Skip to the content</a>
    ${root === undefined ? '' : nav}
    <main id="main">
    ${main}
    </main>
  </body>
</html>
`;
}
