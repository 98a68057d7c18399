import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BenchmarkError } from './client.mjs';

/**
 * @typedef {object} ServerKind
 * @property {string} name as in the report
 * @property {string} script
 * @property {Record<string, string>} [env]
 * @property {boolean} [needsToken] whether a write needs an access token
 * @property {boolean} [sendsEtag] whether reading an item gives an ETag
 *
 * @typedef {object} RunningServer
 * @property {string} url
 * @property {number} pid
 * @property {import('./databases.mjs').Database} database
 * @property {() => Promise<void>} stop
 *
 * @typedef {ServerKind & RunningServer} Server
 */

const COMMON = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0' };

/** Without rate limit and request log: the other servers have neither. */
const SETTINGS = {
  TOKEN_SECRET: 'public, and used by the benchmark only',
  RATE_LIMIT: '0',
  LOGIN_RATE_LIMIT: '0',
  LOG_REQUESTS: 'false',
  FAST_LANE: 'true',
  TRANSACTION_POOLING: 'false',
  DATABASE_POOL: '10',
  REDIS_URL: '',
  TRUST_PROXY: '0',
  CORS_ORIGIN: '',
};

/** @type {ServerKind} */
export const SERVICE = {
  name: 'this service',
  script: 'dist/src/main.js',
  env: SETTINGS,
  needsToken: true,
  sendsEtag: true,
};

/** The same statements, sent through TypeORM and its pool. @type {ServerKind} */
export const WITHOUT_FAST_LANE = {
  ...SERVICE,
  name: 'fast lane off',
  env: { ...SETTINGS, FAST_LANE: 'false' },
};

/** @type {ServerKind} */
export const TUTORIAL_ON_FASTIFY = {
  name: 'tutorial, Fastify',
  script: 'bench/tutorial/dist/main.fastify.js',
};

/** @type {ServerKind} */
export const TUTORIAL_ON_EXPRESS = {
  name: 'tutorial, Express',
  script: 'bench/tutorial/dist/main.express.js',
  sendsEtag: true,
};

/** @type {ServerKind} */
export const BARE = { name: 'bare', script: 'bench/bare.mjs', sendsEtag: true };

/** As in the production image, in MiB. For all servers, since it saves garbage collection in each. */
const NODE_OPTIONS = ['--max-semi-space-size=32'];

const running = new Set();
let isOver = false;

/**
 * @param {ServerKind} kind
 * @param {import('./databases.mjs').Database} database
 * @returns {Promise<Server>} as soon as it listens
 * @throws BenchmarkError when the process ends before that
 */
export async function startServer(kind, database) {
  const { name, script } = kind;
  if (isOver) throw new BenchmarkError(`${name}: not started, the benchmark is over.`);
  const owner = database.ownerId && { OWNER_ID: database.ownerId };
  const env = { ...process.env, ...COMMON, ...kind.env, ...owner, DATABASE_URL: database.url };
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [...NODE_OPTIONS, script], { env, stdio });
  const ended = once(child, 'exit');
  let isStopping = false;
  child.once('exit', (code, signal) => {
    if (!isStopping) console.error(`${name} ended with ${signal ?? `exit code ${code}`}.`);
  });
  const stop = async () => {
    isStopping = true;
    // No graceful shutdown: no request is in progress.
    child.kill('SIGKILL');
    await ended;
    running.delete(stop);
  };
  running.add(stop);
  const url = await Promise.race([
    waitForUrl(child.stdout),
    ended.then(() => {
      throw new BenchmarkError(`${name} ended before it listened.`);
    }),
  ]);
  return { ...kind, url, pid: child.pid, database, stop };
}

/** Stops every server, and prevents further starts. */
export async function stopServers() {
  isOver = true;
  await Promise.all([...running].map((stop) => stop()));
}

/** Keeps the output flowing afterwards: a full pipe would block the server. */
function waitForUrl(stdout) {
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
