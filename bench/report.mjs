import { availableParallelism, cpus, totalmem } from 'node:os';
import { CONNECTIONS } from './measure.mjs';

const BEGIN = '<!-- results: made by `npm run bench` -->';
const END = '<!-- /results -->';

/**
 * Ratios and CPU time, one column for each server.
 *
 * @param {object} results as `run.mjs` collects them
 * @returns {string} Markdown
 */
function formatSummary({ options, postgresVersion, names, scenarios }) {
  const { rounds, seconds } = options;
  const perServer = (format) =>
    scenarios.map(({ name, results }) => [name, ...names.map((server) => format(results, server))]);
  const baseline = names.at(-1);
  return [
    `${formatMachine(postgresVersion)} ${CONNECTIONS} connections, ${rounds} × ${seconds} s each.`,
    `Responses per second, as a multiple of ${baseline}:`,
    formatTable(
      ['scenario', ...names.slice(0, -1), `${baseline}, per second`],
      perServer((results, server) =>
        server === baseline
          ? formatInteger(results.get(server).rate)
          : (results.get(server)?.ratio.toFixed(2) ?? '–'),
      ),
    ),
    'CPU time of the server for one request, in µs:',
    formatTable(
      ['scenario', ...names],
      perServer((results, server) => formatInteger(results.get(server)?.cpu)),
    ),
  ].join('\n\n');
}

/** @returns {string} all results as Markdown */
export function formatReport(results) {
  const { scenarios, starts, growth } = results;
  const parts = [
    formatSummary(results),
    'Start:',
    formatTable(
      ['server', 'first item, ms', 'CPU until then, ms', 'idle memory, MiB'],
      starts.map(({ name, time, cpu, memory }) => [
        name,
        formatInteger(time),
        formatInteger(cpu && cpu / 1e3),
        formatInteger(memory && memory / 2 ** 20),
      ]),
    ),
    'Rates and latencies:',
    formatTable(
      ['scenario', 'server', 'per second', 'p50, ms', 'p99, ms'],
      scenarios.flatMap(({ name, results }) =>
        [...results].map(([server, { rate, p50, p99 }]) => [
          name,
          server,
          ...[rate, p50, p99].map(formatInteger),
        ]),
      ),
      2,
    ),
  ];
  if (growth) {
    parts.push(
      'Growth, this service:',
      formatTable(
        ['scenario', 'items', 'per second', 'ratio', 'p50, ms', 'p99, ms', 'CPU, µs'],
        growth.map(({ name, count, rate, ratio, p50, p99, cpu }) => [
          name,
          formatInteger(count),
          formatInteger(rate),
          ratio.toFixed(2),
          ...[p50, p99, cpu].map(formatInteger),
        ]),
      ),
    );
  }
  return parts.join('\n\n');
}

/** @returns {string} the README with these results instead of the previous ones */
export function replaceResults(readme, results) {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`The README lacks the marks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n${results}\n${END}${after}`;
}

function formatMachine(postgresVersion) {
  const memory = Math.round(totalmem() / 2 ** 30);
  const hardware = `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${memory} GiB`;
  const software = `Node ${process.versions.node}, PostgreSQL ${postgresVersion}, ${process.platform}`;
  return `${new Date().toISOString().slice(0, 10)}: ${hardware}; ${software}.`;
}

/** @param {number} [labels] how many columns, from the left, hold text and not figures */
function formatTable(head, rows, labels = 1) {
  const rule = head.map((_name, column) => (column < labels ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Without decimals, which would be noise. */
function formatInteger(value) {
  return value === undefined ? '–' : Math.round(value).toLocaleString('en');
}
