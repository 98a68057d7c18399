import autocannon from 'autocannon';
import { Failure } from './client.mjs';
import { cpuTime } from './process-stats.mjs';

/** Each sends its next request when it has the answer to the last. */
export const CONNECTIONS = 50;

/** Requests before those that count: by then the code is compiled. */
const WARM_UP = 3_000;

/**
 * @typedef {object} Figures
 * @property {number} rate answers per second
 * @property {number} p50 milliseconds within which half of the answers came
 * @property {number} p99
 * @property {number | undefined} cpu microseconds of the server process for one request
 */

/**
 * Drives the contenders in turn, round after round: what else the machine does is then likely to
 * meet them all.
 *
 * @param {object[]} contenders made by `prepare`
 * @param {{ rounds: number, seconds: number }} options
 * @returns {Promise<Figures[][]>} those of each contender, a round each
 */
export async function measureInTurn(contenders, { rounds, seconds }) {
  for (const contender of contenders) await drive(contender, { amount: WARM_UP });
  const figures = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...contenders.keys()];
    if (round % 2 === 1) order.reverse();
    for (const i of order) figures[i].push(await drive(contenders[i], { duration: seconds }));
  }
  return figures;
}

/** @returns {Figures} of each the median, which a disturbed round does not move much */
export function summary(rounds) {
  const of = (name) => median(rounds.map((figures) => figures[name]));
  return { rate: of('rate'), p50: of('p50'), p99: of('p99'), cpu: of('cpu') };
}

/** The median of the ratios that two contenders have in each round. */
export function ratio(rounds, others) {
  return median(rounds.map(({ rate }, i) => rate / others[i].rate));
}

export function median(values) {
  if (values.includes(undefined)) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function drive(contender, extent) {
  const { server, scenario } = contender;
  const lists = requestLists(contender);
  const before = cpuTime(server.pid);
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    ...extent,
    // How often it looks whether the time is over.
    sampleInt: 100,
    setupClient: (client) => client.setRequests(lists.pop()),
  });
  const used = cpuTime(server.pid) - before;
  const answers = countAnswers(server, scenario, result);
  const { p50, p99 } = result.latency;
  const cpu = Number.isNaN(used) ? undefined : used / answers;
  return { rate: answers / result.duration, p50, p99, cpu };
}

/** The requests of each connection, as autocannon wants them. */
function requestLists({ requests, next }) {
  const asText = ({ headers, body, ...rest }) => ({
    ...rest,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    next
      ? [{ setupRequest: (request) => Object.assign(request, asText(next())) }]
      : requests.filter((_request, i) => i % CONNECTIONS === connection).map(asText),
  );
}

/** @throws Failure when there was none to a request, or one of another status */
function countAnswers(server, { name, status }, { statusCodeStats, errors }) {
  const { [status]: right, ...wrong } = statusCodeStats;
  const faults = Object.entries(wrong).map(([code, { count }]) => `${count} times ${code}`);
  if (errors > 0) faults.push(`${errors} times nothing`);
  if (!right) faults.push('no answer that is right');
  if (faults.length === 0) return right.count;
  throw new Failure(`${server.name}, ${name}: instead of ${status} came ${faults.join(', ')}.`);
}
