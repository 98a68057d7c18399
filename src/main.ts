import { existsSync } from 'node:fs';
import { ConsoleLogger } from '@nestjs/common';
import { createApp } from './app.js';
import { banner } from './banner.js';
import { readConfig } from './config.js';

/** Starts the service and, without a DATABASE_URL, a PostgreSQL for it. */
async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  const database = config.databaseUrl ? undefined : await startDatabase();
  try {
    const databaseUrl = config.databaseUrl ?? database?.url;
    const logger = new ConsoleLogger({ json: !process.stdout.isTTY });
    const app = await createApp({ ...config, databaseUrl }, logger);
    await app.listen(config.port, config.host);
    console.log(banner(await app.getUrl(), config.host));
    onceToldToStop(async () => {
      await app.close();
      await database?.stop();
    });
  } catch (error) {
    await database?.stop();
    throw error;
  }
}

/** Imported only here, since an image for production is without the package behind it. */
async function startDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbeddedPostgres } = await import('./database/embedded-postgres.js');
  return startEmbeddedPostgres({ directory: '.data/postgres' });
}

/** Ctrl-C may arrive twice, from the terminal and from npm: stopping goes on all the same. */
function onceToldToStop(stop: () => Promise<void>): void {
  let stopping = false;
  const handle = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}

/** One message: the stack of a failed start tells an operator nothing that the message does not. */
function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

start().catch(fail);
