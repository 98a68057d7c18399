import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { HttpResponse } from '#contract-testing';
import { ApiProblems, ServiceUnavailable } from '#problem-details';
import { Public } from '../../src/auth/public.decorator.js';
import { useFaultyPostgres } from '../support/faulty-postgres.js';

/* Timeouts that an administrator set on the role of the service. */

/** A transaction of the application's own, which does something else before its next statement. */
@Controller('idle-transaction')
@Public()
class IdleTransactionController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Get()
  @ApiProblems({ 503: ServiceUnavailable })
  find(): Promise<unknown> {
    return this.dataSource.transaction(async (manager) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await untilEnded(await postgres.openSession(), [pid]);
      return manager.query<unknown>('SELECT 1');
    });
  }
}

@Module({ controllers: [IdleTransactionController] })
class IdleTransactionModule {}

const postgres = useFaultyPostgres(undefined, [IdleTransactionModule]);
const { client } = postgres;

/** Over the fast lane, and over TypeORM's pool. */
const READS: [string, string, () => Promise<HttpResponse>][] = [
  ['GET /things/:id', 'things', () => client.get('/things/first-thing')],
  ['GET /users/me', 'users', () => client.get('/users/me')],
];

afterEach(async () => {
  const session = await openSession();
  await session.query('ALTER ROLE postgres RESET ALL');
  await postgres.terminateOtherSessions(session);
  await postgres.endSessions();
});

/** A session that no setting of the role ends. */
async function openSession(): Promise<pg.Client> {
  const session = await postgres.openSession();
  await session.query(
    `SET lock_timeout = 0; SET transaction_timeout = 0; SET idle_in_transaction_session_timeout = 0`,
  );
  return session;
}

/** Sets a timeout on the role; from here on, all sessions of the service have it. */
async function setOnRole(session: pg.Client, setting: string): Promise<void> {
  await session.query(`ALTER ROLE postgres SET ${setting}`);
  await postgres.terminateOtherSessions(session);
}

/** The server processes of the service. */
async function findPids(session: pg.Client): Promise<number[]> {
  const { rows } = await session.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  return rows.map(({ pid }) => pid);
}

async function untilEnded(session: pg.Client, pids: readonly number[]): Promise<void> {
  while ((await findPids(session)).some((pid) => pids.includes(pid))) await sleep(10);
}

function expectUnavailable({ status, headers, body }: HttpResponse): void {
  expect([status, headers['retry-after']]).toEqual([503, '1']);
  expect(body.type).toBe('/problems/service-unavailable');
}

describe('lock_timeout', () => {
  it.each(READS)('503 while the lock is held, 200 after it: %s', async (_, table, send) => {
    const session = await openSession();
    await setOnRole(session, `lock_timeout = '20ms'`);
    await session.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    expectUnavailable(await send());
    await session.query('ROLLBACK');
    expect((await send()).status).toBe(200);
  });
});

describe('transaction_timeout', () => {
  it.each(READS)('503, and 200 on a new connection: %s', async (_, table, send) => {
    const session = await openSession();
    await setOnRole(session, `transaction_timeout = '200ms'`);
    expect((await send()).status).toBe(200);
    await session.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const interrupted = send();
    const observer = await openSession();
    const pid = await postgres.untilLockWait(observer);
    expectUnavailable(await interrupted);
    await session.query('ROLLBACK');
    expect((await send()).status).toBe(200);
    expect(await findPids(session)).not.toContain(pid);
  });
});

describe('idle_in_transaction_session_timeout', () => {
  it('503 of a transaction that idles, and 200 on a new connection', async () => {
    const session = await openSession();
    await setOnRole(session, `idle_in_transaction_session_timeout = '50ms'`);
    const before = await client.get('/users/me');
    expect(before.status).toBe(200);
    expectUnavailable(await client.get('/idle-transaction'));
    for (const [, , send] of READS) expect((await send()).status).toBe(200);
  });
});
