import type { LoggerService, ModuleMetadata } from '@nestjs/common';
import { runUntil, throwUnlessPortIsFree, waitForShutdownSignal } from '#strict-http';
import { createApp } from './app.js';
import { type Config, loadConfig } from './config/config.js';
import { startDatabase } from './database/data-source-options.js';
import { ShutdownState } from './health/health.controller.js';

export interface BootstrapOptions extends Pick<ModuleMetadata, 'imports'> {
  /** Says where the service listens; in one line of the log by default. */
  announce?: (url: string, config: Config, logger: LoggerService) => void;
}

/** Runs the application until SIGINT or SIGTERM, with a PostgreSQL from npm unless DATABASE_URL names one. */
export async function bootstrap({
  imports,
  announce = (url, _config, logger) => void logger.log(`Listening at ${url}`),
}: BootstrapOptions = {}): Promise<void> {
  const signal = waitForShutdownSignal();
  throwUnlessFolderExists();
  const config = await loadConfig();
  // A first start makes a PostgreSQL, which takes seconds.
  if (!config.databaseUrl) await throwUnlessPortIsFree(config);
  const database = config.databaseUrl ? undefined : await startDatabase();
  config.databaseUrl ??= database?.url;
  try {
    await runUntil(signal, {
      ...config,
      // Only in production does a load balancer have to notice the shutdown.
      limits: { ...config.limits, ...(!config.isProduction && { shutdownNoticeMs: 0 }) },
      createApp: (logger) => createApp(config, logger, { imports }),
      onListening: (url, logger) => announce(url, config, logger),
      onShutdown: (app) => void (app.get(ShutdownState).isShuttingDown = true),
    });
  } finally {
    await database?.stop();
  }
}

function throwUnlessFolderExists(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new Error('The working folder was removed: start the app in another.', { cause });
  }
}
