import { readFile } from 'node:fs/promises';
import { DIAGRAMS, type Diagram } from './diagrams.js';
import { type Code, type Exchange, readDecided } from './describe-codes.js';
import { PRECEDENCE } from './precedence.js';
import { REGISTRY, REGISTRY_DATE } from './registry.js';

/** Where a page leads; relative, because a proxy may remove a prefix of the path. */
export interface Links {
  /** The list of all codes. */
  index: string;
  style: string;
  toCode: (code: number) => string;
  /** What else the service serves. */
  toTour?: (code?: number) => string;
  toProblem?: (type?: string) => string;
  docs?: string;
}

export const CLASSES: Readonly<Record<number, string>> = {
  1: 'Interim',
  2: 'Success',
  3: 'Redirection',
  4: 'Error of the client',
  5: 'Error of the server',
};

/** The style sheet that the pages share with the tour, and their own. They stand in the source: this file runs in `dist`. */
const STYLES = ['tour/public/base.css', 'codes/codes.css'].map(
  (file) => new URL(`../../../demo/${file}`, import.meta.url),
);

export async function readStyles(): Promise<string> {
  const parts = await Promise.all(STYLES.map((file) => readFile(file, 'utf8')));
  return parts.join('\n');
}

const PHRASES = new Map(REGISTRY.map(({ code, name }) => [code, name]));

/** The list of codes, the order of precedence, and the maps of others. */
export function renderIndex(codes: readonly Code[], links: Links): string {
  const toCard = ({ code, name, use, isSent }: Code): string =>
    `<li class="${isSent ? 'sent' : 'absent'}"><a href="${links.toCode(code)}" title="${escape(use.replaceAll('`', ''))}"><b>${code}</b> ${escape(name)}</a></li>`;
  const groups = Object.entries(CLASSES).map(
    ([digit, title]) => `<h3>${digit}xx · ${title}</h3>
      <ul class="cards">${codes
        .filter(({ code }) => String(code).startsWith(digit))
        .map(toCard)
        .join('\n')}</ul>`,
  );
  const { files } = readDecided();
  const steps = PRECEDENCE.map(
    ({ name, questions }) =>
      `<li><ol>${questions
        .map(
          ({ code, text }) =>
            `<li><span>${toHtml(text, links)}</span> <a href="${links.toCode(code)}">Yes: <b>${code}</b> ${PHRASES.get(code)}</a></li>`,
        )
        .join('')}</ol><p class="source"><code>${name}</code> ${files[name] ?? ''}</p></li>`,
  );
  return renderPage(
    'Which response code?',
    links,
    `<h1>Which response code?</h1>
    <p class="lead">A page for each code that IANA has registered: when to send it, when to send its neighbour, and how in Nest. The ${codes.filter(({ isSent }) => isSent).length} <b class="sent">marked ones</b> are sent by this service, and their pages show the line that decides.</p>
    ${groups.join('\n')}
    <h2 id="precedence">Which code, when two apply?</h2>
    <p>A request may have several errors, and a response has one code. This service asks the questions below in this order, and the first “yes” is the response. The order is read from the lists that register the checks.</p>
    <ol class="path">${steps.join('\n')}
      <li class="end"><p>No question has a “yes”: <a href="${links.toCode(201)}"><b>201</b></a> if something was created, <a href="${links.toCode(204)}"><b>204</b></a> if there is nothing to say, <a href="${links.toCode(304)}"><b>304</b></a> if the client has the current version, else <a href="${links.toCode(200)}"><b>200</b></a>. An error that no question expects is a <a href="${links.toCode(503)}"><b>503</b></a> if a retry may help, else a <a href="${links.toCode(500)}"><b>500</b></a>.</p></li></ol>
    <h2 id="diagrams">Beside two known maps</h2>
    <p>Two diagrams put the decisions of HTTP into an order. Each of their decisions has its counterpart here, or a reason why it has none.</p>
    ${DIAGRAMS.map((diagram) => renderDiagram(diagram, links)).join('\n')}
    <p class="source">Names and references are those of <a href="https://www.iana.org/assignments/http-status-codes">IANA’s registry</a> as of ${REGISTRY_DATE}.</p>`,
  );
}

function renderDiagram({ name, url, about, decisions }: Diagram, links: Links): string {
  const rows = decisions.map(
    ([at, asks, code, here]) =>
      `<tr><td>${at}</td><td>${toHtml(asks.replaceAll('_', '_<wbr>'), links)}</td><td>${toHtml(code.replaceAll(/\d{3}/g, '[$&]'), links)}</td><td>${toHtml(here, links)}</td></tr>`,
  );
  return `<h3><a href="${url}">${name}</a></h3>
    <p>${toHtml(about, links)}</p>
    <details><summary>Its ${decisions.length} decisions, and their counterparts</summary>
    <div class="wide" tabindex="0" role="region" aria-label="Decisions of ${name}"><table class="decisions">
    <thead><tr><th scope="col">At</th><th scope="col">It asks</th><th scope="col">Code</th><th scope="col">Here</th></tr></thead>
    <tbody>${rows.join('\n')}</tbody></table></div></details>`;
}

/** The page of one code. */
export function renderCode(page: Code, links: Links): string {
  const { code, name, reference, note, use, not = {}, carries, isSent, isCacheable } = page;
  const neighbours = Object.entries(not).map(
    ([other, when]) =>
      `<li><a href="${links.toCode(Number(other))}"><b>${other}</b> ${PHRASES.get(Number(other))}</a> ${toHtml(when, links)}.</li>`,
  );
  const facts = [
    `<a href="${toReferenceUrl(reference)}">${reference}</a>`,
    CLASSES[Math.floor(code / 100)],
    ...(note ? [escape(note)] : []),
    ...(isCacheable ? ['Cacheable by default'] : []),
    isSent ? '<span class="sent">Sent by this service</span>' : 'Not sent by this service',
  ];
  return renderPage(
    `${code} ${name}`,
    links,
    `<p class="crumbs"><a href="${links.index}">All codes</a></p>
    <h1><span>${code}</span> ${escape(name)}</h1>
    <ul class="facts">${facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>
    <h2>Use it when</h2>
    <p class="lead">${toHtml(use, links)}</p>
    ${section('Send another one when', neighbours.length > 0 && `<ul class="neighbours">${neighbours.join('\n')}</ul>`)}
    ${section('It carries', carries && `<p>${toHtml(carries, links)}</p>`)}
    <h2>In Nest</h2>
    ${renderNest(page, links)}
    <h2>Here</h2>
    ${renderHere(page, links)}
    ${renderExchange(page, links)}
    ${section(
      'Tests that see it',
      page.tests.length > 0 &&
        `<ul class="tests">${page.tests.map(({ file, title }) => `<li>“${code} ${escape(title)}” <span class="source">${file}</span></li>`).join('\n')}</ul>`,
    )}`,
  );
}

function section(title: string, content: string | false | undefined): string {
  return content ? `<h2>${title}</h2>${content}` : '';
}

function renderNest({ code, nest, noHandler, defaults }: Code, links: Links): string {
  const isFastify = nest?.includes('response.raw');
  const server = isFastify ? ' on Fastify' : '';
  const lines = nest
    ? `<p>The lines of a handler that send it${server}; <code>response</code> is the one of <code>@Res({ passthrough: true })</code>:</p>${block(nest)}`
    : `<p>${toHtml(noHandler ?? '', links)}</p>`;
  const rows = defaults.map(
    ({ request, express, fastify }) =>
      `<tr><td>${toHtml(request, links)}</td><td>${toHtml(express, links)}</td><td>${toHtml(fastify, links)}</td></tr>`,
  );
  if (rows.length === 0) return lines;
  return `${lines}<p>What a new Nest application responds by itself:</p>
    <div class="wide" tabindex="0" role="region" aria-label="Defaults of Nest about ${code}"><table>
    <thead><tr><th scope="col">Request</th><th scope="col">Nest on Express</th><th scope="col">Nest on Fastify</th></tr></thead>
    <tbody>${rows.join('\n')}</tbody></table></div>`;
}

function renderHere(page: Code, links: Links): string {
  const { code, isSent, isOfAnyPath, operations, decisions, absent = '' } = page;
  const intro = isSent ? '' : `<p>${toHtml(absent, links)}</p>`;
  const shown = decisions
    .slice(0, 2)
    .map(
      ({ file, line, excerpt, problem }) =>
        `<p class="source"><code>${file}:${line}</code>${problem ? ` ${toProblemLink(problem, links)}` : ''}</p>${block(excerpt)}`,
    );
  const findSources = (id: string): string =>
    decisions
      .filter((decision) => decision.operations.includes(id))
      .map(({ file, line }) => `<code>${file.split('/').at(-1)}:${line}</code>`)
      .join(' ');
  const rows = operations.map(
    ({ method, path, id }) =>
      `<tr><th scope="row"><code><b>${method}</b> ${path.replaceAll('/', '/<wbr>')}</code></th><td>${findSources(id)}</td></tr>`,
  );
  if (isOfAnyPath) {
    const sources = findSourcesOfAnyPath(decisions);
    rows.push(
      `<tr><th scope="row">Any path, before an operation is found</th><td>${sources}</td></tr>`,
    );
  }
  const table = `<div class="wide" tabindex="0" role="region" aria-label="Who sends ${code}"><table>
    <thead><tr><th scope="col">Sent by</th><th scope="col">Decided in</th></tr></thead>
    <tbody>${rows.join('\n')}</tbody></table></div>`;
  return `${intro}${shown.join('\n')}${rows.length > 0 ? table : ''}`;
}

function findSourcesOfAnyPath(decisions: Code['decisions']): string {
  return decisions
    .filter(({ operations }) => operations.length === 0)
    .map(({ file, line }) => `<code>${file.split('/').at(-1)}:${line}</code>`)
    .join(' ');
}

function toProblemLink(type: string, { toProblem }: Links): string {
  return toProblem ? `<a href="${toProblem(type)}">${type}</a>` : type;
}

function renderExchange({ code, exchange, isOfAnyPath, operations }: Code, links: Links): string {
  if (!exchange) return '';
  const isInTour = links.toTour && (operations.length > 0 || isOfAnyPath);
  return `<h2>As it looks</h2>
    <p>Recorded by a test, ${toHtml(exchange.title, links)}. Ids and times are replaced.${
      isInTour ? ` <a class="button" href="${links.toTour?.(code)}">Send it now</a>` : ''
    }</p>
    <h3>Request</h3>${block(toRequestText(exchange))}
    <h3>Response</h3>${block(toResponseText(exchange))}
    <h3>With curl</h3>${block(toCurl(exchange))}`;
}

export function toRequestText({ request: { method, path, headers, body } }: Exchange): string {
  return toMessage(`${method} ${path} HTTP/1.1`, headers, body);
}

export function toResponseText({ code, response: { headers, body } }: Exchange): string {
  return toMessage(`HTTP/1.1 ${code} ${PHRASES.get(code)}`, headers, body);
}

function toMessage(line: string, headers: Record<string, string>, body?: string): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [line, ...fields].join('\n');
  return body === undefined ? text : `${text}\n\n${formatJson(body)}`;
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function toCurl({ request: { method, path, headers, body } }: Exchange): string {
  const quote = (text: string): string => `"${text.replaceAll(/["\\`]/g, '\\$&')}"`;
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const data = body === undefined ? [] : [`-d '${body}'`];
  const verb = method === 'GET' ? [] : [`-X ${method}`];
  const start = ['curl -i', ...verb, `http://localhost:3000${path}`].join(' ');
  return [start, ...fields, ...data].join(' \\\n  ');
}

/** Can be scrolled, and so can have the focus. */
function block(text: string): string {
  return `<pre tabindex="0"><code>${escape(text)}</code></pre>`;
}

export function toReferenceUrl(reference: string): string {
  const [, rfc, part] = /^RFC (\d+) §(.+)$/.exec(reference) ?? [];
  return rfc
    ? `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${part}`
    : `https://datatracker.ietf.org/doc/html/${reference}`;
}

/** `code` between backticks, and `[409]`, which links to its page. Text of our own may have `<wbr>`. */
function toHtml(text: string, { toCode }: Links): string {
  return escape(text)
    .replaceAll('&lt;wbr&gt;', '<wbr>')
    .replaceAll(/`(.+?)`/g, '<code>$1</code>')
    .replaceAll(/\[(\d{3})\]/g, (_, code: string) => {
      const href = toCode(Number(code));
      return `<a href="${href}" title="${PHRASES.get(Number(code))}">${code}</a>`;
    });
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function renderPage(title: string, links: Links, main: string): string {
  const others = [
    ...(links.toTour ? [`<a href="${links.toTour()}">See every code happen</a>`] : []),
    ...(links.docs ? [`<a href="${links.docs}">Try the API</a>`] : []),
    ...(links.toProblem ? [`<a href="${links.toProblem()}">Problem types</a>`] : []),
  ];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escape(title)}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${links.style}" />
  </head>
  <body class="codes">
    <a class="skip" href="#main">Skip to the content</a>
    ${others.length > 0 ? `<nav aria-label="Service">${others.join('\n')}</nav>` : ''}
    <main id="main">
    ${main}
    </main>
  </body>
</html>
`;
}
