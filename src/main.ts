import module from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs the application and, without DATABASE_URL, a PostgreSQL for it, until the signal. */
async function bootstrap(shutdownSignal: Promise<void>): Promise<void> {
  enableCompileCache();
  // Not at the top of the file: Node would compile all of this before it enables the cache.
  const { ConsoleLogger, Logger } = await import('@nestjs/common');
  const { createApp } = await import('./app.js');
  const { loadConfig } = await import('./config/config.js');
  const { loadEnvFile } = await import('./config/load-env-file.js');
  const { createBanner } = await import('./demo/banner.js');
  const { ShutdownState } = await import('./health/shutdown-state.js');
  const { GracefulShutdown } = await import('./server/graceful-shutdown.js');
  const { toListenError } = await import('./server/listen-error.js');

  loadEnvFile();
  const config = loadConfig(process.env);
  const database = config.databaseUrl ? undefined : await startDatabase();
  try {
    config.databaseUrl ??= database?.url;
    // Without a terminal, each line is JSON, with the fields of the log entry as its members.
    const logger = new ConsoleLogger({ json: !process.stdout.isTTY, flattenParams: true });
    const app = await Promise.race([createApp(config, logger), shutdownSignal]);
    // Nest would log an error of `listen()`, which exitWithError prints, or one of a start cut short.
    Logger.overrideLogger(false);
    if (!app) return logger.setLogLevels([]);
    const shutdown = new GracefulShutdown(app.getHttpServer());
    // For `localhost`, Fastify opens a second server, at ::1, whose responses no shutdown awaits.
    const host = config.host === 'localhost' ? '127.0.0.1' : config.host;
    await app.listen(config.port, host).catch((error: unknown) => {
      throw toListenError(error, config);
    });
    app.useLogger(logger);
    const url = await app.getUrl();
    const hasHome = app.getHttpAdapter().getInstance().hasRoute({ method: 'GET', url: '/' });
    if (config.isProduction) logger.log(`Listening at ${url}`);
    else console.log(createBanner(url, config.host, hasHome));

    await shutdownSignal;
    const timeout = sleep(config.limits.shutdownTimeoutMs);
    app.get(ShutdownState).isShuttingDown = true;
    shutdown.closeAfterResponses();
    if (config.isProduction) await sleep(config.limits.shutdownNoticeMs);
    shutdown.closeIdleConnections();
    await Promise.race([app.close(), timeout]);
  } finally {
    await database?.stop();
  }
}

/** Makes the next start faster. Node has this function since 22.1, its types for Node 20 do not. */
function enableCompileCache(): void {
  (module as { enableCompileCache?: () => void }).enableCompileCache?.();
}

/** Imported on use, because the production image does not contain the package behind it. */
async function startDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbeddedPostgres } = await import('./embedded-postgres/embedded-postgres.js');
  return startEmbeddedPostgres({ directory: '.data/postgres' });
}

/** Later signals have no effect: Ctrl-C may send two, one from the terminal and one from npm. */
function waitForShutdownSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
    // When npm is killed by `kill -9`, it sends no signal.
    const parent = process.ppid;
    const isOrphan = (): boolean => process.ppid !== parent;
    if (process.env.npm_lifecycle_event) setInterval(() => isOrphan() && resolve(), 500).unref();
  });
}

/** Prints the message only: the stack of a failed start tells an operator nothing more. */
function exitWithError(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

bootstrap(waitForShutdownSignal()).then(() => process.exit(0), exitWithError);
