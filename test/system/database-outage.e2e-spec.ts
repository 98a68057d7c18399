import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { asJson, type HttpResponse, operations, sendExample } from '#contract-testing';
import { useFaultyPostgres } from '../support/faulty-postgres.js';
import { newThing, newThingFields } from '../support/use-things.js';

/* What the service returns during an outage of PostgreSQL, and how soon it recovers. */

const postgres = useFaultyPostgres();
const { client } = postgres;

/** The limits of the service end a request within 2 s; a busy machine needs longer to run this test. */
const BUSY_MACHINE_MS = 10_000;

const THING = '/things/first-thing';
const getThing = (): Promise<HttpResponse> => client.get(THING);
const putThing = (): Promise<HttpResponse> => client.put(THING, newThingFields());

/** Creates another thing. */
function createThing(): Promise<HttpResponse> {
  const { id, ...fields } = newThing();
  return client.put(`/things/${id}`, fields);
}

interface Outage {
  title: string;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
}

const OUTAGES: Outage[] = [
  {
    title: 'stopped',
    begin: () => postgres.stop(),
    end: () => postgres.start(),
  },
  {
    title: 'suspended',
    begin: () => Promise.resolve(postgres.signalAll('SIGSTOP')),
    end: () => Promise.resolve(postgres.signalAll('SIGCONT')),
  },
  {
    title: 'out of connections',
    begin: async () => {
      await postgres.terminateOtherSessions(await postgres.openSession());
      const sessions = Array.from({ length: 20 }, () => postgres.openSession());
      const codes = (await Promise.allSettled(sessions)).map((outcome) => getErrorCode(outcome));
      expect(codes).toContain('53300');
    },
    end: () => postgres.endSessions(),
  },
  {
    title: 'rejecting connections, as while it starts',
    begin: async () => {
      const session = await postgres.openSession();
      // After SIGTERM, it keeps existing sessions and rejects new ones with 57P03.
      postgres.signalServer('SIGTERM');
      await postgres.terminateOtherSessions(session);
    },
    end: async () => {
      await postgres.endSessions();
      await postgres.stop();
      await postgres.start();
    },
  },
];

function getErrorCode(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === 'rejected' && (outcome.reason as { code?: string }).code;
}

const OPERATIONS = operations(document);
const DATABASE_OPERATIONS = OPERATIONS.filter(({ responses }) => '503' in responses);
const OTHER_OPERATIONS = OPERATIONS.filter(({ responses }) => !('503' in responses));

describe.each(OUTAGES)('While PostgreSQL is $title', (outage) => {
  beforeAll(async () => {
    expect((await client.get('/health/ready')).status).toBe(200);
    await outage.begin();
  });

  it('503 within its time limits from every operation that needs it, under load', async () => {
    const load = Array.from({ length: 30 }, putThing);
    const examples = DATABASE_OPERATIONS.map((operation) => sendExample(client, operation));
    for (const { status, headers, body, durationMs } of await Promise.all([...load, ...examples])) {
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('1');
      expect(body.type).toBe('/problems/service-unavailable');
      expect(durationMs).toBeLessThan(BUSY_MACHINE_MS);
    }
  });

  it.each(OTHER_OPERATIONS)(
    '$success from an operation that does not need it: $method $template',
    async (operation) => {
      expect((await sendExample(client, operation)).status).toBe(operation.success);
    },
  );

  it('200 soon after the outage, for reads, writes and readiness', async () => {
    await outage.end();
    const begin = Date.now();
    for (const path of [THING, '/things', '/health/ready']) {
      expect((await untilAvailable(() => client.get(path))).status).toBe(200);
    }
    expect((await untilAvailable(putThing)).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(BUSY_MACHINE_MS);
  });
});

/** Repeats a request until its status is not 503. */
async function untilAvailable(send: () => Promise<HttpResponse>): Promise<HttpResponse> {
  for (;;) {
    const response = await send();
    if (response.status !== 503) return response;
    await sleep(20);
  }
}

describe('A statement', () => {
  afterEach(() => postgres.endSessions());

  it('503 when it exceeds its time limit, without delaying other statements', async () => {
    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query("BEGIN; UPDATE things SET name = name WHERE id = 'first-thing'");
    const locked = putThing();
    await postgres.untilLockWait(observer);
    expect((await getThing()).status).toBe(200);
    const others = Array.from({ length: 30 }, createThing);
    for (const other of await Promise.all(others)) {
      expect(other.status).toBe(201);
      expect(other.durationMs).toBeLessThan(BUSY_MACHINE_MS);
    }
    const { status, durationMs } = await locked;
    expect(status).toBe(503);
    expect(durationMs).toBeLessThan(BUSY_MACHINE_MS);
    await session.query('ROLLBACK');
    expect((await putThing()).status).toBe(200);
  });

  it.each([
    ['reads', getThing],
    ['writes', putThing],
  ])('503 when PostgreSQL terminates its session: a statement that %s', async (_, send) => {
    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query('BEGIN; LOCK TABLE things IN ACCESS EXCLUSIVE MODE');
    const interrupted = send();
    await session.query('SELECT pg_terminate_backend($1)', [
      await postgres.untilLockWait(observer),
    ]);
    expect((await interrupted).status).toBe(503);
    await session.query('ROLLBACK');
    expect((await send()).status).toBe(200);
  });

  it('503 when it writes and 200 when it reads, while PostgreSQL is read-only like a standby', async () => {
    const session = await postgres.openSession();
    await session.query('ALTER DATABASE postgres SET default_transaction_read_only = on');
    await postgres.terminateOtherSessions(session);
    expect((await putThing()).status).toBe(503);
    expect((await getThing()).status).toBe(200);
    await session.query('ALTER DATABASE postgres RESET default_transaction_read_only');
    await postgres.terminateOtherSessions(session);
    expect((await putThing()).status).toBe(200);
  });

  it('503 when PostgreSQL reports an error of the system, such as of a disk (58030)', async () => {
    const session = await postgres.openSession();
    await session.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE 'could not read block' USING ERRCODE = '58030';
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION fail()`);
    const { status, headers } = await createThing();
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    await session.query('DROP FUNCTION fail CASCADE');
    expect((await createThing()).status).toBe(201);
  });

  it('503 when its server process is killed, and 200 soon after PostgreSQL has restarted', async () => {
    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query('BEGIN; LOCK TABLE things IN ACCESS EXCLUSIVE MODE');
    // A read: a write would give up its wait for the lock, and be sent again.
    const interrupted = getThing();
    process.kill(await postgres.untilLockWait(observer), 'SIGKILL');
    expect((await interrupted).status).toBe(503);
    await postgres.untilReady();
    const begin = Date.now();
    expect((await untilAvailable(getThing)).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(BUSY_MACHINE_MS);
  });
});

describe('kill -9 of PostgreSQL under load', () => {
  it('loses no write that returned 200 or 201', async () => {
    const acknowledged = new Map<string, string>();
    const codes = new Set<number>();
    let isFinished = false;
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let round = 0; !isFinished; round += 1) {
        const id = `writer-${writer}-${Math.floor(round / 2)}`;
        const thing = asJson(newThingFields({ note: String(round) }));
        const { status } = await client.exchange('PUT', `/things/${id}`, thing);
        codes.add(status);
        if (status === 200 || status === 201) acknowledged.set(id, String(round));
        else await sleep(10);
      }
    });
    while (acknowledged.size < 200) await sleep(10);
    postgres.signalServer('SIGKILL');
    while (!codes.has(503)) await sleep(10);
    const before = new Map(acknowledged);
    await postgres.stop();
    await postgres.start();
    while (acknowledged.size < before.size + 50) await sleep(10);
    isFinished = true;
    await Promise.all(writers);
    expect([...codes].sort()).toEqual([200, 201, 503]);
    for (const [id, note] of acknowledged) {
      const { status, body } = await client.get(`/things/${id}`);
      expect(status).toBe(200);
      expect(Number(body.note)).toBeGreaterThanOrEqual(Number(note));
    }
  });
});
