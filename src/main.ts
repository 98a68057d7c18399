import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { createApp } from './app.js';
import { banner } from './banner.js';
import { LIMITS, readConfig } from './config.js';
import { Readiness } from './health/readiness.js';
import { LastAnswers } from './http/last-answers.js';

/** Runs the service and, without a DATABASE_URL, a PostgreSQL for it, until told to stop. */
async function run(toldToStop: Promise<void>): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  const database = config.databaseUrl ? undefined : await startDatabase();
  try {
    const databaseUrl = config.databaseUrl ?? database?.url;
    // Without a terminal, a line is JSON, of which each field is a member.
    const logger = new ConsoleLogger({ json: !process.stdout.isTTY, flattenParams: true });
    const app = await Promise.race([createApp({ ...config, databaseUrl }, logger), toldToStop]);
    // Until it listens, its errors are for `fail`, or, when it is cut short, for nobody.
    Logger.overrideLogger(false);
    if (!app) return logger.setLogLevels([]);
    const lastAnswers = new LastAnswers(app.getHttpServer());
    // For `localhost` Fastify opens a second server, at ::1, whose answers no stop waits for.
    await app.listen(config.port, config.host === 'localhost' ? '127.0.0.1' : config.host);
    app.useLogger(logger);
    const url = await app.getUrl();
    if (config.production) logger.log(`Listening at ${url}`);
    else console.log(banner(url, config.host));
    await toldToStop;
    const outOfTime = sleep(LIMITS.stop);
    app.get(Readiness).isStopping = true;
    lastAnswers.announce();
    if (config.production) await sleep(LIMITS.notice);
    lastAnswers.closeIdle();
    await Promise.race([app.close(), outOfTime]);
  } finally {
    await database?.stop();
  }
}

/** Imported only here, since an image for production is without the package behind it. */
async function startDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbeddedPostgres } = await import('./database/embedded-postgres.js');
  return startEmbeddedPostgres({ directory: '.data/postgres' });
}

/** Resolves once, however many signals come: Ctrl-C may, from the terminal and from npm. */
function signalToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
    // npm, killed by `kill -9`, does not tell us.
    const parent = process.ppid;
    const isOrphan = (): boolean => process.ppid !== parent;
    if (process.env.npm_lifecycle_event) setInterval(() => isOrphan() && resolve(), 500).unref();
  });
}

/** One message: the stack of a failed start tells an operator nothing that the message does not. */
function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

run(signalToStop()).then(() => process.exit(0), fail);
