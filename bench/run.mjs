import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../dist/libs/embedded-postgres/src/index.js';
import { BenchmarkError } from './client.mjs';
import { measureStarts } from './cold-start.mjs';
import { copyDatabase, createDatabase, query } from './databases.mjs';
import { measureGrowth } from './growth.mjs';
import { measureInTurn, ratio, summarize } from './measure.mjs';
import { prepare } from './prepare.mjs';
import { formatReport, replaceResults } from './report.mjs';
import { SCENARIOS } from './scenarios.mjs';
import {
  BARE,
  SERVICE,
  startServer,
  stopServers,
  TUTORIAL_ON_EXPRESS,
  TUTORIAL_ON_FASTIFY,
  WITHOUT_FAST_LANE,
} from './servers.mjs';

/* `npm run bench`: see README.md. It asserts no figure, only that the responses are right. */

const README = new URL('README.md', import.meta.url);
const ITEMS = 10_000;
const SIZES = [10_000, 100_000, 1_000_000];

/** In the order of the report's columns. The last is the baseline of the ratios. */
const KINDS = [SERVICE, WITHOUT_FAST_LANE, TUTORIAL_ON_FASTIFY, TUTORIAL_ON_EXPRESS, BARE];

/** @throws TypeError for an unknown option, BenchmarkError for an invalid value */
function readOptions() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      growth: { type: 'boolean', default: true },
      write: { type: 'boolean', default: false },
    },
  });
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0)) {
    throw new BenchmarkError('--rounds takes a whole number from 1, --seconds a number above 0.');
  }
  return { ...values, rounds, seconds };
}

async function bench(postgres, options) {
  logProgress('databases');
  const [{ server_version: postgresVersion }] = await query(postgres.url, 'SHOW server_version');
  const contenders = await createContenders(postgres.url);
  const scenarios = await measureScenarios(contenders, options);
  logProgress('start');
  const starts = await measureStarts(contenders);
  const results = { options, postgresVersion, names: KINDS.map(({ name }) => name) };
  Object.assign(results, { scenarios, starts });
  if (options.growth) {
    logProgress('growth');
    results.growth = await measureGrowth(postgres.url, options, SIZES);
  }
  return results;
}

/** Gives each server a database of its own, so that none reads the rows of another. */
async function createContenders(postgresUrl) {
  const original = await createDatabase(postgresUrl, 'original', ITEMS);
  const contenders = [];
  for (const [i, kind] of KINDS.entries()) {
    contenders.push({ kind, database: await copyDatabase(postgresUrl, original, `copy_${i}`) });
  }
  await query(postgresUrl, 'CHECKPOINT');
  return contenders;
}

async function measureScenarios(contenders, options) {
  const servers = await Promise.all(
    contenders.map(({ kind, database }) => startServer(kind, database)),
  );
  const rows = [];
  for (const scenario of SCENARIOS) {
    logProgress(scenario.name);
    const able = servers.filter(({ sendsEtag }) => sendsEtag || !scenario.needsEtag);
    const prepared = [];
    for (const server of able) prepared.push(await prepare(server, scenario));
    const measurements = await measureInTurn(prepared, options);
    const results = new Map();
    for (const [i, { name }] of able.entries()) {
      const toBaseline = ratio(measurements[i], measurements.at(-1));
      results.set(name, { ...summarize(measurements[i]), ratio: toBaseline });
    }
    rows.push({ name: scenario.name, results });
  }
  await Promise.all(servers.map((server) => server.stop()));
  return rows;
}

/** Goes to stderr: stdout has the report alone. */
function logProgress(step) {
  console.error(`… ${step}`);
}

function rejectOnSignal() {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => reject(new BenchmarkError(`Stopped by ${signal}.`)));
    }
  });
}

const stopSignal = rejectOnSignal();
let starting;
try {
  const options = readOptions();
  starting = startEmbeddedPostgres();
  const results = await Promise.race([
    starting.then((postgres) => bench(postgres, options)),
    stopSignal,
  ]);
  const report = formatReport(results);
  console.log(report);
  if (options.write) {
    await writeFile(README, replaceResults(await readFile(README, 'utf8'), report));
  }
} catch (error) {
  console.error(error instanceof BenchmarkError ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopServers();
  // Also while it is still starting: its temporary folder must be removed.
  const postgres = await starting?.catch(() => undefined);
  await postgres?.stop();
  // After a signal, `bench` would continue.
  process.exit();
}
