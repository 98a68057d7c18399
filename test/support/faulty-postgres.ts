import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/database/embedded-postgres.js';
import { startApp } from './app.js';
import { Client } from './client.js';

/** A PostgreSQL for the tests of one file, and the service on it, to do anything to. */
export class FaultyPostgres {
  readonly client = new Client();
  private server: EmbeddedPostgres;
  private directory: string;
  private app: NestFastifyApplication;
  private readonly sessions: pg.Client[] = [];

  async open(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), 'faulty-'));
    await this.start();
    this.app = await startApp(this.server.url, this.client);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.app.close();
    await this.endSessions();
    await this.stop();
    await rm(this.server.folder, { recursive: true, force: true });
    await rm(this.directory, { recursive: true, force: true });
  }

  /** On the port that it had before. */
  async start(): Promise<void> {
    const { directory } = this;
    const settings = { max_connections: '20' };
    this.server = await startEmbeddedPostgres({ directory, settings, port: this.server?.port });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** To the server and all its processes. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.server;
    const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid=']).stdout.toString().trim().split('\n');
    const children = lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === pid)
      .map(([child]) => child);
    for (const process_ of [pid, ...children]) process.kill(process_, signal);
  }

  /** To the server itself, which then looks after its processes. */
  signalServer(signal: NodeJS.Signals): void {
    process.kill(this.server.pid, signal);
  }

  /** A session beside those of the service. */
  async session(): Promise<pg.Client> {
    const session = new pg.Client(this.server.url);
    session.on('error', () => undefined);
    await session.connect();
    this.sessions.push(session);
    return session;
  }

  /** Resolves when it takes connections again. */
  async isBack(): Promise<void> {
    while (!(await this.session().catch(() => undefined))) await sleep(20);
  }

  async endSessions(): Promise<void> {
    await Promise.all(this.sessions.splice(0).map((session) => session.end()));
  }

  /** Ends every session of the service; resolves when they are gone. */
  async cutOff(session: pg.Client): Promise<void> {
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    while ((await session.query(end)).rows.length > 0) await sleep(20);
  }

  /**
   * The process that waits for a lock, once there is one.
   *
   * @param observer not in a transaction, which sees only what went on when it first looked
   */
  async waiting(observer: pg.Client): Promise<number> {
    for (const end = Date.now() + 5_000; Date.now() < end; await sleep(10)) {
      const { rows } = await observer.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return rows[0].pid;
    }
    throw new Error('Nothing waits for a lock.');
  }
}

export function useFaultyPostgres(): FaultyPostgres {
  const postgres = new FaultyPostgres();
  beforeAll(() => postgres.open());
  afterAll(() => postgres.close());
  return postgres;
}
