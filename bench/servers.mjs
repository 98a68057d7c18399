import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Failure } from './client.mjs';

/**
 * @typedef {object} Server
 * @property {'this service' | 'bare'} name
 * @property {string} url
 * @property {number} pid
 * @property {import('./databases.mjs').Database} database
 * @property {() => Promise<void>} stop
 */

const COMMON = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0' };

/** Neither a limit nor a log: bare has none, and a limit would stop the measuring. */
const SERVICE = {
  TOKEN_SECRET: 'known to everybody, for the benchmark only',
  RATE_LIMIT: '0',
  LOGIN_RATE_LIMIT: '0',
  LOG_REQUESTS: 'false',
  REDIS_URL: '',
  TRUST_PROXY: '0',
  CORS_ORIGIN: '',
};

const running = new Set();
let isOver = false;

/** @returns {Promise<Server>} this service, listening, as in production */
export function startService(database) {
  return start('this service', 'dist/main.js', database, SERVICE);
}

/** @returns {Promise<Server>} */
export function startBare(database) {
  return start('bare', 'bench/bare.mjs', database, { OWNER_ID: database.ownerId });
}

/** Ends all that run, and lets no other start. */
export async function stopServers() {
  isOver = true;
  await Promise.all([...running].map((stop) => stop()));
}

async function start(name, script, database, settings) {
  if (isOver) throw new Failure(`${name} is not started any more.`);
  const env = { ...process.env, ...COMMON, ...settings, DATABASE_URL: database.url };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    // Not asked to end: there is nothing that it has to finish.
    child.kill('SIGKILL');
    await ended;
    running.delete(stop);
  };
  running.add(stop);
  const url = await Promise.race([
    addressIn(child.stdout),
    ended.then(() => {
      throw new Failure(`${name} ended before it listened.`);
    }),
  ]);
  return { name, url, pid: child.pid, database, stop };
}

/** Reads on to the end, or the server would wait for a reader. */
function addressIn(stdout) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => {
      const [, url] = /Listening at (http:[^\s"]+)/.exec(line) ?? [];
      if (!url) return;
      lines.close();
      stdout.resume();
      resolve(url);
    });
  });
}
