import { availableParallelism, cpus, totalmem } from 'node:os';
import { CONNECTIONS } from './measure.mjs';

const BEGIN = '<!-- results: made by `npm run bench` -->';
const END = '<!-- /results -->';

/**
 * The scenarios alone.
 *
 * @param {object} results as `run.mjs` collects them
 * @returns {string} Markdown
 */
export function overview({ options, postgresVersion, scenarios }) {
  const { rounds, seconds } = options;
  return [
    `${machine(postgresVersion)} ${CONNECTIONS} connections; rounds: ${rounds}, of ${seconds} s each.`,
    'This service / bare:',
    table(
      ['scenario', 'answers a second', 'ratio', 'p50, ms', 'p99, ms', 'CPU of the server, µs each'],
      scenarios.map(({ name, here, bare, ratio }) => [
        name,
        pair(here.rate, bare.rate),
        ratio.toFixed(2),
        pair(here.p50, bare.p50),
        pair(here.p99, bare.p99),
        pair(here.cpu, bare.cpu),
      ]),
    ),
  ].join('\n\n');
}

/** All of the results. */
export function report(results) {
  const { starts, growth } = results;
  const parts = [
    overview(results),
    table(
      ['start', 'until the first item, ms', 'CPU until then, ms', 'memory then, MB'],
      starts.map(({ name, time, cpu, memory }) => {
        return [name, whole(time), whole(cpu && cpu / 1e3), whole(memory && memory / 1e6)];
      }),
    ),
  ];
  if (growth) {
    parts.push(
      'This service, as the table grows:',
      table(
        ['scenario', 'items', 'answers a second', 'ratio', 'p50, ms', 'p99, ms', 'CPU, µs each'],
        growth.map(({ name, count, rate, ratio, p50, p99, cpu }) => {
          const figures = [whole(rate), ratio.toFixed(2), whole(p50), whole(p99), whole(cpu)];
          return [name, whole(count), ...figures];
        }),
      ),
    );
  }
  return parts.join('\n\n');
}

/** @returns {string} the README with these results in the place of the last */
export function readmeWith(readme, results) {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`The README lacks the marks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n${results}\n${END}${after}`;
}

function machine(postgresVersion) {
  const memory = Math.round(totalmem() / 2 ** 30);
  const hardware = `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${memory} GiB`;
  const software = `Node ${process.versions.node}, PostgreSQL ${postgresVersion}, ${process.platform}`;
  return `${new Date().toISOString().slice(0, 10)}: ${hardware}; ${software}.`;
}

function table(head, rows) {
  const rule = head.map((_name, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const pair = (here, bare) => `${whole(here)} / ${whole(bare)}`;

/** Without decimals: they would be noise. */
function whole(value) {
  return value === undefined ? '–' : Math.round(value).toLocaleString('en');
}
