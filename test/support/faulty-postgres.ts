import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#embedded-postgres';
import { Config } from '../../src/config/config.js';
import { startApp } from './app.js';
import { Client } from '#contract-testing';
import { ThingsModule } from '../template/src/things.module.js';
import { insertTestData } from './test-data.js';
import { createThings } from './use-things.js';

const { connectionTimeoutMs, statementTimeoutMs, responseDeadlineMs } = new Config().limits;
const PRODUCTION_TIMES = { connectionTimeoutMs, statementTimeoutMs, responseDeadlineMs };

/**
 * A PostgreSQL server for the tests of one file, on which they inject faults, and the service on it, with the
 * things of the tests.
 */
export class FaultyPostgres {
  readonly client = new Client();
  constructor(
    private readonly limits: Partial<Config['limits']>,
    private readonly modules: Type[],
  ) {}
  private server: EmbeddedPostgres;
  private directory: string;
  private app: NestFastifyApplication;
  private readonly sessions: pg.Client[] = [];

  async open(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), 'faulty-'));
    await this.start();
    const { limits } = this;
    const modules = [ThingsModule, ...this.modules];
    this.app = await startApp(this.server.url, this.client, { limits }, { modules });
    await insertTestData(this.app);
    await createThings(this.server.url);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.app.close();
    await this.endSessions();
    await this.stop();
    await rm(this.server.folder, { recursive: true, force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  get url(): string {
    return this.server.url;
  }

  /** Uses the same port as before. */
  async start(): Promise<void> {
    const { directory } = this;
    const settings = { max_connections: '20' };
    this.server = await startEmbeddedPostgres({ directory, settings, port: this.server?.port });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Sends a signal to the server process and its child processes. */
  signalAll(signal: NodeJS.Signals): void {
    const { pid } = this.server;
    const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid=']).stdout.toString().trim().split('\n');
    const children = lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === pid)
      .map(([child]) => child);
    for (const id of [pid, ...children]) process.kill(id, signal);
  }

  /** Sends a signal to the server process only; it manages its child processes itself. */
  signalServer(signal: NodeJS.Signals): void {
    process.kill(this.server.pid, signal);
  }

  /** Opens a session in addition to those of the service. */
  async openSession(): Promise<pg.Client> {
    const session = new pg.Client(this.server.url);
    session.on('error', () => undefined);
    await session.connect();
    this.sessions.push(session);
    return session;
  }

  /** Resolves when the server accepts connections again. */
  async untilReady(): Promise<void> {
    while (!(await this.openSession().catch(() => undefined))) await sleep(20);
  }

  async endSessions(): Promise<void> {
    await Promise.all(this.sessions.splice(0).map((session) => session.end()));
  }

  /** Terminates every session of the service, and resolves when none is left. */
  async terminateOtherSessions(session: pg.Client): Promise<void> {
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    while ((await session.query(terminate)).rows.length > 0) await sleep(20);
  }

  /**
   * Waits until so many server processes are blocked by locks, and returns the process id of one.
   *
   * @param observer a session outside a transaction; inside one, pg_stat_activity does not change
   */
  async untilLockWait(observer: pg.Client, count = 1): Promise<number> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(10)) {
      const { rows } = await observer.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
      );
      if (rows.length >= count) return rows[0].pid;
    }
    throw new Error('No process waits for a lock.');
  }
}

/**
 * @param limits by default, the times that the service waits in production
 * @param modules additional modules, such as fixture controllers
 */
export function useFaultyPostgres(
  limits: Partial<Config['limits']> = PRODUCTION_TIMES,
  modules: Type[] = [],
): FaultyPostgres {
  const postgres = new FaultyPostgres(limits, modules);
  beforeAll(() => postgres.open());
  afterAll(() => postgres.close());
  return postgres;
}
