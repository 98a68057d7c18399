import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Config } from '../../src/config/config.js';
import type { HttpResponse } from '#contract-testing';
import { useFaultyPostgres } from '../support/faulty-postgres.js';
import { newFolder, startProgram } from '../support/program.js';
import { newThingFields } from '../support/use-things.js';

/* What a database, or a failover, does to the connections of the service. */

const postgres = useFaultyPostgres();
const { client } = postgres;

afterEach(() => postgres.endSessions());

const THING = '/things/first-thing';
const putThing = (): Promise<HttpResponse> => client.put(THING, newThingFields());
const patchThing = (): Promise<HttpResponse> => client.patch(THING, newThingFields());

describe('GET and PUT /things/:id', () => {
  it.each([`datestyle = 'SQL, DMY'`, `timezone = 'Asia/Kolkata'`])(
    '200 with the same times when the database has %s',
    async (setting) => {
      const before = await client.get(THING);
      const { createdAt } = before.body;
      const session = await postgres.openSession();
      await session.query(`ALTER DATABASE postgres SET ${setting}`);
      await postgres.terminateOtherSessions(session);
      // By a connection of the pool, and by one of the fast lane.
      const read = await client.get(THING);
      const replaced = await putThing();
      expect([read.status, replaced.status]).toEqual([200, 200]);
      expect(read.body).toEqual(before.body);
      expect(replaced.body).toMatchObject({ createdAt });
      await session.query(`ALTER DATABASE postgres RESET ${setting.split(' ')[0]}`);
      await postgres.terminateOtherSessions(session);
    },
  );
});

describe('A connection that became read-only in a failover', () => {
  it.each([
    ['PUT', putThing],
    ['PATCH', patchThing],
  ])('503 to %s, and is replaced: 200 to the following ones', async (_, send) => {
    const session = await postgres.openSession();
    await session.query('ALTER DATABASE postgres SET default_transaction_read_only = on');
    await postgres.terminateOtherSessions(session);
    // Each response opened a connection that stays read-only.
    const refused = await Promise.all(Array.from({ length: 20 }, send));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    await session.query('ALTER DATABASE postgres RESET default_transaction_read_only');
    for (let count = 0; count < 20; count += 1) expect((await send()).status).toBe(200);
  });
});

describe('An idle connection', () => {
  it('is probed by TCP before a NAT forgets it, in the pool and in the fast lane', async () => {
    const session = await postgres.openSession();
    await postgres.terminateOtherSessions(session);
    const probed = new Set<Socket>();
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its socket below
    const { setKeepAlive } = Socket.prototype;
    Socket.prototype.setKeepAlive = function (this: Socket, isEnabled, delayMs) {
      if (isEnabled && delayMs === new Config().limits.keepAliveDelayMs) probed.add(this);
      return setKeepAlive.call(this, isEnabled, delayMs);
    };
    try {
      // A statement of the fast lane, and one of the pool.
      expect((await putThing()).status).toBe(200);
      expect((await client.get(THING)).status).toBe(200);
    } finally {
      Socket.prototype.setKeepAlive = setKeepAlive;
    }
    const { rows } = await session.query<{ port: number }>(
      `SELECT client_port AS port FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
    const probedPorts = Array.from(probed, ({ localPort }) => localPort);
    expect(probedPorts.sort()).toEqual(rows.map(({ port }) => port).sort());
  });
});

describe('The log, without lines for requests', () => {
  it('tells once that the database is unavailable, and once that it is available again', async () => {
    const program = await startProgram(newFolder(), {
      DATABASE_URL: postgres.url,
      LOG_REQUESTS: 'false',
    });
    const countOf = (text: string): number => program.output.split(text).length - 1;
    await postgres.stop();
    for (let count = 0; count < 3; count += 1) {
      expect((await program.client.get('/health/ready')).status).toBe(503);
    }
    await postgres.start();
    await program.until(() => program.output.includes('available again'));
    expect((await program.client.get('/health/ready')).status).toBe(200);
    expect([countOf('is unavailable'), countOf('is available again')]).toEqual([1, 1]);
  });
});
