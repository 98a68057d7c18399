import { findDecisions, findDeclarations, findTests } from './decisions.mjs';

/* The generated files of the demo's pages at /codes, and the text of them as Markdown. */

/** For demo/codes/decisions.json. @param {readonly string[]} names of what `PRECEDENCE` lists */
export function decisionsJson(document, names) {
  const decided = {
    decisions: findDecisions(document),
    files: findDeclarations(names),
    tests: findTests(),
  };
  return `${JSON.stringify(decided, null, 2)}\n`;
}

/**
 * For the page at /: where each code of each operation is decided, and its handler.
 *
 * @returns {string} `{ "itemUpsert": { "200": "src/items/item.controller.ts:97", … } }`, with what precedes all
 *   operations under `anyPath`
 */
export function handlersJson(document) {
  const handlers = {};
  for (const { code, file, line, operations } of findDecisions(document)) {
    for (const id of operations.length > 0 ? operations : ['anyPath']) {
      (handlers[id] ??= {})[code] ??= `${file}:${line}`;
    }
  }
  return `${JSON.stringify(handlers, null, 2)}\n`;
}

const TITLE = `# Which response code?

<!-- Made by \`npm run openapi\` from the texts in demo/codes. -->

`;

/**
 * The pages as one Markdown file in docs.
 *
 * @param {readonly { code: number, name: string }[]} codes
 * @param {{ renderIndex: Function, renderCode: Function }} pages
 */
export function codesMarkdown(codes, { renderIndex, renderCode }) {
  const anchors = new Map(codes.map(({ code, name }) => [code, `#${toAnchor(`${code} ${name}`)}`]));
  const links = { index: '#which-response-code', style: '', toCode: (code) => anchors.get(code) };
  const index = toMarkdown(renderIndex(codes, links)).replace(/^# .+\n/, '');
  const pages = codes.map((code) => toMarkdown(renderCode(code, links)).replace(/^#/gm, '##'));
  return TITLE + [index, ...pages].join('\n\n').replaceAll(/\n{3,}/g, '\n\n');
}

/** As GitHub makes it of a heading. */
function toAnchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** What the pages use of HTML. */
function toMarkdown(html) {
  const [, main] = /<main[^>]*>([^]+)<\/main>/.exec(html);
  const blocks = [];
  const keep = (_, code) => `\n⟦${blocks.push(unescape(code.replaceAll(/<\/?mark>/g, ''))) - 1}⟧\n`;
  return unescape(
    main
      .replaceAll(/<pre[^>]*><code>([^]*?)<\/code><\/pre>/g, keep)
      .replaceAll(/<p class="(?:crumbs|around)">[^]*?<\/p>|<wbr>/g, '')
      .replaceAll(/\s*\n\s*/g, '\n')
      .replaceAll(
        /<h(\d)[^>]*>(.*?)<\/h\d>/g,
        (_, level, text) => `\n\n${'#'.repeat(level)} ${text}\n\n`,
      )
      .replaceAll(
        /<thead>\n?<tr>(.*?)<\/tr>\n?<\/thead>/g,
        (row, cells) => `\n\n${row}\n${'|---'.repeat(cells.split('</th>').length - 1)}|\n`,
      )
      .replaceAll(
        /<tr>(.*?)<\/tr>/g,
        (_, cells) => `${cells.replaceAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g, '| $1 ')}|`,
      )
      .replaceAll(/<code><b>(\w+)<\/b>/g, '<code>$1')
      .replaceAll(/(?:<li[^>]*>(?:<ol>)?)+/g, '\n- ')
      .replaceAll(/<\/p>|<p[^>]*>|<\/?[uo]l[^>]*>|<summary>|<\/summary>/g, '\n\n')
      .replaceAll(/<a [^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
      .replaceAll(/<\/?b(?: [^>]*)?>/g, '**')
      .replaceAll(/<\/?code>/g, '`')
      .replaceAll(/<[^>]+>/g, ''),
  )
    .replaceAll(/`((?:src|libs|demo)\/[\w./-]+):(\d+)`/g, '[`$1:$2`](../$1#L$2)')
    .replaceAll(/⟦(\d+)⟧/g, (_, index) => toFence(blocks[index]))
    .replaceAll(/\n{2,}(?=- |\|)/g, '\n')
    .replaceAll(/^(?![-|]).+\n(?=- |\|)/gm, '$&\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

function toFence(text) {
  const language = /^curl /.test(text) ? 'sh' : /^.*HTTP\/1\.1/.test(text) ? 'http' : 'ts';
  return `\n\`\`\`${language}\n${text}\n\`\`\`\n`;
}

function unescape(text) {
  return text
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
