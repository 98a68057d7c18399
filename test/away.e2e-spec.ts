import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import document from '../openapi.json' with { type: 'json' };
import { type Answer, asJson } from './support/client.js';
import { newItem } from './support/examples.js';
import { useFaultyPostgres } from './support/faulty-postgres.js';
import { operations, sendExample } from './support/operations.js';

/* PostgreSQL is away. Each fault is caused, and mended. What the service answers meanwhile, and how soon it is well. */

const postgres = useFaultyPostgres();
const { client } = postgres;

/** For a PUT: the id is in the path. */
const NO_ID = { id: undefined };

interface Fault {
  title: string;
  cause: () => Promise<unknown>;
  mend: () => Promise<unknown>;
}

const FAULTS: Fault[] = [
  {
    title: 'stopped',
    cause: () => postgres.stop(),
    mend: () => postgres.start(),
  },
  {
    title: 'hanging',
    cause: () => Promise.resolve(postgres.signal('SIGSTOP')),
    mend: () => Promise.resolve(postgres.signal('SIGCONT')),
  },
  {
    title: 'out of connections',
    cause: async () => {
      await postgres.cutOff(await postgres.session());
      const sessions = Array.from({ length: 20 }, () => postgres.session());
      const codes = (await Promise.allSettled(sessions)).map((outcome) => codeOf(outcome));
      expect(codes).toContain('53300');
    },
    mend: () => postgres.endSessions(),
  },
  {
    title: 'neither up nor down, as when it starts',
    cause: async () => {
      const session = await postgres.session();
      // It lets the sessions that there are go on, and takes no other: 57P03.
      postgres.signalServer('SIGTERM');
      await postgres.cutOff(session);
    },
    mend: async () => {
      await postgres.endSessions();
      await postgres.stop();
      await postgres.start();
    },
  },
];

function codeOf(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === 'rejected' && (outcome.reason as { code?: string }).code;
}

const OPERATIONS = operations(document);
const NEEDING = OPERATIONS.filter(({ responses }) => '503' in responses);
const OTHERS = OPERATIONS.filter(({ responses }) => !('503' in responses));

describe.each(FAULTS)('While PostgreSQL is $title', ({ cause, mend }) => {
  beforeAll(async () => {
    expect((await client.get('/health/ready')).status).toBe(200);
    await cause();
  });

  it('503 within 2 s, however many ask for whatever needs it', async () => {
    const crowd = Array.from({ length: 30 }, () => client.put('/items/tea-pot', newItem(NO_ID)));
    const examples = NEEDING.map((operation) => sendExample(client, operation));
    for (const { status, headers, body, ms } of await Promise.all([...crowd, ...examples])) {
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('1');
      expect(body.type).toBe('/problems/service-unavailable');
      expect(ms).toBeLessThan(2_000);
    }
  });

  it.each(OTHERS)('$success all the same: $method $template', async (operation) => {
    expect((await sendExample(client, operation)).status).toBe(operation.success);
  });

  it('200 within 2 s of its end, for reads, writes and readiness', async () => {
    await mend();
    const begin = Date.now();
    for (const path of ['/items/desk-lamp', '/items', '/health/ready']) {
      expect((await untilWell(() => client.get(path))).status).toBe(200);
    }
    const put = (): Promise<Answer> => client.put('/items/tea-pot', newItem(NO_ID));
    expect((await untilWell(put)).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(2_000);
  });
});

/** Sends a request until it gets another answer than 503. */
async function untilWell(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await sleep(20);
  }
}

describe('A statement', () => {
  afterEach(() => postgres.endSessions());

  it('503 when it takes longer than it may, and harms no other', async () => {
    const session = await postgres.session();
    const observer = await postgres.session();
    await session.query("BEGIN; UPDATE items SET name = name WHERE id = 'desk-lamp'");
    const locked = client.put('/items/desk-lamp', newItem(NO_ID));
    await postgres.waiting(observer);
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
    const others = Array.from({ length: 30 }, () => client.post('/items', newItem()));
    for (const other of await Promise.all(others)) {
      expect(other.status).toBe(201);
      expect(other.ms).toBeLessThan(1_000);
    }
    const { status, ms } = await locked;
    expect(status).toBe(503);
    expect(ms).toBeLessThan(2_000);
    await session.query('ROLLBACK');
    expect((await client.put('/items/desk-lamp', newItem(NO_ID))).status).toBe(200);
  });

  it.each([
    ['reads', () => client.get('/items/desk-lamp')],
    ['writes', () => client.put('/items/desk-lamp', newItem(NO_ID))],
  ])('503 when PostgreSQL ends it in the middle: one that %s', async (_, send) => {
    const session = await postgres.session();
    const observer = await postgres.session();
    await session.query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE');
    const cut = send();
    await session.query('SELECT pg_terminate_backend($1)', [await postgres.waiting(observer)]);
    expect((await cut).status).toBe(503);
    await session.query('ROLLBACK');
    expect((await send()).status).toBe(200);
  });

  it('503 when it writes, and 200 when it reads, where PostgreSQL only reads as a standby', async () => {
    const session = await postgres.session();
    await session.query('ALTER DATABASE postgres SET default_transaction_read_only = on');
    await postgres.cutOff(session);
    expect((await client.put('/items/tea-pot', newItem(NO_ID))).status).toBe(503);
    expect((await client.get('/items/tea-pot')).status).toBe(200);
    await session.query('ALTER DATABASE postgres RESET default_transaction_read_only');
    await postgres.cutOff(session);
    expect((await client.put('/items/tea-pot', newItem(NO_ID))).status).toBe(200);
  });

  it('503 when its process is killed, and 200 within 2 s when PostgreSQL has begun anew', async () => {
    const session = await postgres.session();
    const observer = await postgres.session();
    await session.query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE');
    const cut = client.put('/items/desk-lamp', newItem(NO_ID));
    process.kill(await postgres.waiting(observer), 'SIGKILL');
    expect((await cut).status).toBe(503);
    await postgres.isBack();
    const begin = Date.now();
    expect((await untilWell(() => client.get('/items/desk-lamp'))).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(2_000);
  });
});

describe('kill -9 of PostgreSQL, under load', () => {
  it('loses no write that was answered with 200 or 201', async () => {
    const acknowledged = new Map<string, string>();
    const codes = new Set<number>();
    let isOver = false;
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let round = 0; !isOver; round += 1) {
        const id = `writer-${writer}-${Math.floor(round / 2)}`;
        const item = newItem({ id, description: String(round) });
        const { status } = await client.exchange('PUT', `/items/${id}`, asJson(item));
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
    isOver = true;
    await Promise.all(writers);
    expect([...codes].sort()).toEqual([200, 201, 503]);
    for (const [id, description] of acknowledged) {
      const { status, body } = await client.get(`/items/${id}`);
      expect(status).toBe(200);
      expect(Number(body.description)).toBeGreaterThanOrEqual(Number(description));
    }
  });
});
