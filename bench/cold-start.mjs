import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './client.mjs';
import { itemId } from './databases.mjs';
import { median } from './measure.mjs';
import { cpuTimeUs, residentMemory } from './process-stats.mjs';
import { startServer } from './servers.mjs';

const ROUNDS = 5;

/** Idle time before the memory is read. */
const IDLE_MS = 2_000;

/**
 * Starts the servers in turn, round after round.
 *
 * @param {{ kind: import('./servers.mjs').ServerKind, database: object }[]} contenders
 * @returns {Promise<object[]>} for each the medians: `time` in milliseconds from the start of the
 *   process to the first item; `cpu` in microseconds used until then; `memory` in bytes, idle
 */
export async function measureStarts(contenders) {
  const measurements = contenders.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contender] of contenders.entries()) {
      measurements[i].push(await measureStart(contender));
    }
  }
  return contenders.map(({ kind }, i) => {
    const medianOf = (name) => median(measurements[i].map((measurement) => measurement[name]));
    return {
      name: kind.name,
      time: medianOf('time'),
      cpu: medianOf('cpu'),
      memory: medianOf('memory'),
    };
  });
}

async function measureStart({ kind, database }) {
  const begin = performance.now();
  const server = await startServer(kind, database);
  await send(server, { path: `/items/${itemId(1)}` }, 200);
  const time = performance.now() - begin;
  const cpu = cpuTimeUs(server.pid);
  await sleep(IDLE_MS);
  const memory = residentMemory(server.pid);
  await server.stop();
  return { time, cpu, memory };
}
