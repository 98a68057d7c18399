import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './client.mjs';
import { itemId } from './databases.mjs';
import { median } from './measure.mjs';
import { cpuTime, residentMemory } from './process-stats.mjs';

const STARTS = 5;

/** Milliseconds after which a start has settled. */
const SETTLED = 2_000;

/**
 * @param {(() => Promise<import('./servers.mjs').Server>)[]} starts
 * @returns {Promise<object[]>} for each the medians: `time`, milliseconds from the start of the process
 *   until an item has come; `cpu`, microseconds used until then; `memory`, bytes after that
 */
export async function measureStarts(starts) {
  const figures = starts.map(() => []);
  for (let round = 0; round < STARTS; round++) {
    for (const [i, start] of starts.entries()) figures[i].push(await measureStart(start));
  }
  return figures.map((rounds) => ({
    name: rounds[0].name,
    time: median(rounds.map(({ time }) => time)),
    cpu: median(rounds.map(({ cpu }) => cpu)),
    memory: median(rounds.map(({ memory }) => memory)),
  }));
}

async function measureStart(start) {
  const begin = performance.now();
  const server = await start();
  await send(server, { path: `/items/${itemId(1)}` }, 200);
  const time = performance.now() - begin;
  const cpu = cpuTime(server.pid);
  await sleep(SETTLED);
  const memory = residentMemory(server.pid);
  await server.stop();
  return { name: server.name, time, cpu, memory };
}
