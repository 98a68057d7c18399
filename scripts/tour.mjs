import { createCells } from '../demo/tour/public/matrix.js';
import { parseRequests } from '../demo/tour/public/requests-http.js';

const MATRIX = /(<!-- matrix: .+ -->\n)[^]*?( *<!-- \/matrix -->)/;

/**
 * @param {string} html the page of the tour
 * @param {object} openapi the document of the demo
 * @param {string} requests requests.http
 * @param {readonly { code: number, name: string }[]} registry the registered codes
 * @returns {string} the page with its matrix: links to the pages of the codes, of which the page makes buttons
 */
export function fillTour(html, openapi, requests, registry) {
  const names = new Map(registry.map(({ code, name }) => [String(code), name]));
  const { rows, every, any } = createCells(openapi, parseRequests(requests).requests);
  const codes = [...new Set(rows.flatMap(({ cells }) => cells.map(({ code }) => code)))].sort();

  const toLink = ({ id, code, label }) =>
    `<a class="code" id="${id}" href="codes/${code}" aria-label="${code} ${names.get(code)} · ${label}">${code}</a>`;
  const toItem = (cell) => `<li>${toLink(cell)} ${names.get(cell.code)}</li>`;
  const toList = (cells) => `<ul class="codes">\n${cells.map(toItem).join('\n')}\n</ul>`;

  // The roles repeat what the elements are, because the style sheet of a phone lays them out otherwise.
  const head = codes.map(
    (code) =>
      `<th scope="col" role="columnheader"><span><b>${code}</b> ${names.get(code)}</span></th>`,
  );
  const body = rows.map(({ label, summary, cells }) => {
    const [method, path] = label.split(' ');
    const name = `<span class="operation"><b>${method}</b> ${path.replaceAll('/', '/<wbr>')}</span>`;
    const columns = codes.map((code) => {
      const cell = cells.find((candidate) => candidate.code === code);
      return `<td role="cell">${cell ? toLink(cell) : ''}</td>`;
    });
    const header = `<th scope="row" role="rowheader">${name}<small>${summary}</small></th>`;
    return `<tr role="row">${header}${columns.join('')}</tr>`;
  });
  const matrix = `        <!-- prettier-ignore -->
        <div id="operations">
<table role="table" aria-labelledby="matrix">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Operation</th>${head.join('')}</tr></thead>
<tbody role="rowgroup">
${body.join('\n')}
</tbody>
</table>
<h3>On nearly every operation, whatever the request</h3>
${toList(every)}
<h3>On any path, before an operation is found</h3>
${toList(any)}
</div>`;
  return html.replace(MATRIX, (_, begin, end) => `${begin}${matrix}\n${end}`);
}
