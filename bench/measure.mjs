import autocannon from 'autocannon';
import { BenchmarkError } from './client.mjs';
import { cpuTimeUs } from './process-stats.mjs';

/** Each sends its next request when it has the response to the last. */
export const CONNECTIONS = 50;

/** Requests before the first round, so that V8 has compiled the code. */
const WARM_UP_REQUESTS = 3_000;

/**
 * @typedef {object} Measurement
 * @property {number} rate responses per second
 * @property {number} p50 median latency in milliseconds
 * @property {number} p99
 * @property {number | undefined} cpu microseconds of the server process for one request
 */

/**
 * Drives the contenders in turn, round after round, so that other load on the machine is likely to
 * affect all of them.
 *
 * @param {object[]} contenders made by `prepare`
 * @param {{ rounds: number, seconds: number }} options
 * @returns {Promise<Measurement[][]>} for each contender one measurement per round
 */
export async function measureInTurn(contenders, { rounds, seconds }) {
  for (const contender of contenders) await drive(contender, { amount: WARM_UP_REQUESTS });
  const measurements = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...contenders.keys()];
    if (round % 2 === 1) order.reverse();
    for (const i of order) measurements[i].push(await drive(contenders[i], { duration: seconds }));
  }
  return measurements;
}

/** @returns {Measurement} the median of each figure, which one disturbed round hardly moves */
export function summarize(rounds) {
  const medianOf = (name) => median(rounds.map((measurement) => measurement[name]));
  return {
    rate: medianOf('rate'),
    p50: medianOf('p50'),
    p99: medianOf('p99'),
    cpu: medianOf('cpu'),
  };
}

/** The median of the rounds' ratios: the two rates of one round met the same load. */
export function ratio(rounds, baseline) {
  return median(rounds.map(({ rate }, i) => rate / baseline[i].rate));
}

export function median(values) {
  if (values.includes(undefined)) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function drive(contender, limit) {
  const { server, scenario } = contender;
  const requestLists = toRequestLists(contender);
  const cpuBefore = cpuTimeUs(server.pid);
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    ...limit,
    // How often autocannon checks whether the duration is over.
    sampleInt: 100,
    setupClient: (client) => client.setRequests(requestLists.pop()),
  });
  const cpuUsed = cpuTimeUs(server.pid) - cpuBefore;
  const count = countResponses(server, scenario, result);
  const { p50, p99 } = result.latency;
  const cpu = Number.isNaN(cpuUsed) ? undefined : cpuUsed / count;
  return { rate: count / result.duration, p50, p99, cpu };
}

/** One list for each connection, in autocannon's form. */
function toRequestLists({ requests, nextRequest }) {
  const serialize = ({ headers, body, ...rest }) => ({
    ...rest,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    nextRequest
      ? [{ setupRequest: (request) => Object.assign(request, serialize(nextRequest())) }]
      : requests.filter((_request, i) => i % CONNECTIONS === connection).map(serialize),
  );
}

/** @throws BenchmarkError when a response is missing or has another status */
function countResponses(server, { name, status }, { statusCodeStats, errors }) {
  const { [status]: expected, ...others } = statusCodeStats;
  const failures = Object.entries(others).map(([code, { count }]) => `${count} × ${code}`);
  if (errors > 0) failures.push(`${errors} × no response`);
  if (!expected) failures.push(`no ${status} at all`);
  if (failures.length === 0) return expected.count;
  throw new BenchmarkError(`${server.name}, ${name}: ${failures.join(', ')} instead of ${status}`);
}
