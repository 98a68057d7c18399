import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type LogLevelName, ServiceLogger } from './service-logger.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';
import type { HttpLimits } from './strict-http.options.js';

export interface RunOptions {
  /** Creates and initialises the application, on a `StrictFastifyAdapter`. */
  createApp: (logger: LoggerService) => Promise<NestFastifyApplication>;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** The least grave lines of the log; `info` by default. */
  logLevel?: LogLevelName;
  limits: Pick<HttpLimits, 'shutdownNoticeMs' | 'shutdownTimeoutMs'>;
  /** Called when the service listens. */
  onListening: (url: string, logger: LoggerService) => void;
  /** Called at the signal, so that readiness says 503 from then on. */
  onShutdown: (app: NestFastifyApplication) => void;
}

/**
 * Runs an application until the signal. Then it finishes the requests under way, and closes.
 *
 * @throws Error when it cannot start, or cannot listen
 */
export async function runUntil(signal: Promise<void>, options: RunOptions): Promise<void> {
  const logger = new ServiceLogger(options.logLevel);
  const app = await Promise.race([options.createApp(logger), signal]);
  // Nest would log an error of `listen()`, which `exitAfter` prints, or one of a start cut short.
  Logger.overrideLogger(false);
  if (!app) return logger.setLogLevels([]);
  const { latestResponses } = app.getHttpAdapter() as unknown as StrictFastifyAdapter;
  await listen(app, options);
  app.useLogger(logger);
  options.onListening(await app.getUrl(), logger);

  await signal;
  const { shutdownNoticeMs, shutdownTimeoutMs } = options.limits;
  // A request that hangs keeps the process alive, and not this timer.
  const timeout = sleep(shutdownTimeoutMs, undefined, { ref: false });
  options.onShutdown(app);
  latestResponses.closeAfterResponses();
  await sleep(shutdownNoticeMs);
  latestResponses.closeIdleConnections();
  await Promise.race([app.close(), timeout]);
}

type Address = Pick<RunOptions, 'host' | 'port'>;

async function listen(app: NestFastifyApplication, address: Address): Promise<void> {
  await app.listen(address.port, toIp(address.host)).catch(throwPortError(address));
}

/**
 * For what takes long before the application can listen, and would be in vain.
 *
 * @throws Error as `runUntil` does when it cannot listen
 */
export async function throwUnlessPortIsFree(address: Address): Promise<void> {
  const server = createServer().listen(address.port, toIp(address.host));
  await once(server, 'listening').catch(throwPortError(address));
  await once(server.close(), 'close');
}

/** For `localhost`, Fastify opens a second server, at ::1, whose responses no shutdown awaits. */
function toIp(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function throwPortError({ host, port }: Address): (error: unknown) => never {
  return (error) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`PORT ${port} on HOST ${host} cannot be used: ${code}.`, { cause: error });
  };
}

/** Later signals have no effect: Ctrl-C may send two, one from the terminal and one from npm. */
export function waitForShutdownSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
    // When npm is killed by `kill -9`, it sends no signal.
    const parent = process.ppid;
    const isOrphan = (): boolean => process.ppid !== parent;
    if (process.env.npm_lifecycle_event) setInterval(() => isOrphan() && resolve(), 500).unref();
  });
}

/** Ends the process when a program ends. Of an error, it prints the message: the stack tells an operator nothing. */
export function exitAfter(program: Promise<void>): void {
  const exitWithError = (error: unknown): never => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  };
  program.then(() => process.exit(0), exitWithError);
}
