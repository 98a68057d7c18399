import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../dist/database/embedded-postgres.js';
import { Failure } from './client.mjs';
import { measureStarts } from './cold-start.mjs';
import { makeDatabase, query } from './databases.mjs';
import { measureGrowth } from './growth.mjs';
import { measureInTurn, ratio, summary } from './measure.mjs';
import { prepare } from './prepare.mjs';
import { overview, readmeWith, report } from './report.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { startBare, startService, stopServers } from './servers.mjs';

/* `npm run bench`: see README.md. Whatever the figures are, only a wrong answer fails it. */

const README = new URL('README.md', import.meta.url);
const README_OF_ALL = new URL('../README.md', import.meta.url);
const ITEMS = 10_000;
const SIZES = [10_000, 100_000, 1_000_000];

/** @throws TypeError for an option that is unknown, Failure for one of no use */
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
    throw new Failure('--rounds has to be a whole number from 1, --seconds a number above 0.');
  }
  return { ...values, rounds, seconds };
}

async function bench(postgres, options) {
  const [{ server_version: postgresVersion }] = await query(postgres.url, 'SHOW server_version');
  // One each, so that neither meets the rows of the other.
  const database = await makeDatabase(postgres.url, 'service', ITEMS);
  const bareDatabase = await makeDatabase(postgres.url, 'bare', ITEMS);
  const starts = [() => startService(database), () => startBare(bareDatabase)];
  const results = { options, postgresVersion, scenarios: await measureScenarios(starts, options) };
  progress('cold start');
  results.starts = await measureStarts(starts);
  if (options.growth) {
    progress('growth');
    results.growth = await measureGrowth(postgres.url, options, SIZES);
  }
  return results;
}

async function measureScenarios(starts, options) {
  const servers = await Promise.all(starts.map((start) => start()));
  const rows = [];
  for (const scenario of SCENARIOS) {
    progress(scenario.name);
    const contenders = await Promise.all(servers.map((server) => prepare(server, scenario)));
    const [here, bare] = await measureInTurn(contenders, options);
    const ofBare = ratio(here, bare);
    rows.push({ name: scenario.name, here: summary(here), bare: summary(bare), ratio: ofBare });
  }
  await Promise.all(servers.map((server) => server.stop()));
  return rows;
}

async function write(readme, results) {
  await writeFile(readme, readmeWith(await readFile(readme, 'utf8'), results));
}

/** Not part of the report. */
function progress(what) {
  console.error(`… ${what}`);
}

function interrupted() {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => reject(new Failure(`Stopped by ${signal}.`)));
    }
  });
}

const signal = interrupted();
let starting;
try {
  const options = readOptions();
  starting = startEmbeddedPostgres();
  const results = await Promise.race([
    starting.then((postgres) => bench(postgres, options)),
    signal,
  ]);
  console.log(report(results));
  if (options.write) {
    await write(README, report(results));
    await write(README_OF_ALL, overview(results));
  }
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopServers();
  // Also one that is still to come up: its folder has to go.
  const postgres = await starting?.catch(() => undefined);
  await postgres?.stop();
  // What was cut short would go on.
  process.exit();
}
