import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { asJson, type HttpResponse, RawConnection } from '#contract-testing';
import { IdempotencyService } from '#idempotency';
import { Gate, gates, useJobs } from './jobs.module.js';

const jobs = useJobs();
const { client } = jobs;

/** The header with a key that no other test uses. */
function newKey(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': randomUUID() };
}

function post(headers: Record<string, string>, body: object = {}): Promise<HttpResponse> {
  return client.post('/jobs', body, headers);
}

function upload(headers: Record<string, string>, body: string): Promise<HttpResponse> {
  const options = { headers: { 'Content-Type': 'text/plain', ...headers }, body };
  return client.send('POST', '/jobs/import', options);
}

/** Sends again while the key is not free yet. */
async function untilFree(send: () => Promise<HttpResponse>): Promise<HttpResponse> {
  let response = await send();
  while (response.status === 409) response = await send();
  return response;
}

async function countJobs(): Promise<number> {
  const [{ count }] = await jobs.sql<{ count: string }>('SELECT count(*) FROM jobs');
  return Number(count);
}

/** What a replay repeats. */
function toRepeated({ status, text, headers }: HttpResponse): object {
  const names = ['content-type', 'etag', 'location', 'retry-after'];
  return { status, text, headers: names.map((name) => headers[name]) };
}

function endLeases(): Promise<object[]> {
  return jobs.sql('UPDATE idempotency_keys SET expires_at = now()');
}

describe('A request with a key', () => {
  it('201 again, with the same body and headers, and acts once', async () => {
    const key = newKey();
    const first = await post(key);
    expect(first.status).toBe(201);
    const count = await countJobs();
    const second = await post(key);
    expect(toRepeated(second)).toEqual(toRepeated(first));
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await countJobs()).toBe(count);
  });

  it('201 again, with quotes or without', async () => {
    const first = await post({ 'Idempotency-Key': 'a"b\\c' });
    const second = await post({ 'Idempotency-Key': '"a\\"b\\\\c"' });
    expect(second.body).toEqual(first.body);
  });

  it('201 acts each time without a key', async () => {
    const [one, other] = [await post({}), await post({})];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body.id).not.toBe(other.body.id);
  });

  it('201 acts for each caller, and for each operation', async () => {
    const key = newKey();
    const [ada, ben] = [
      await post({ ...key, 'X-Caller': 'ada' }),
      await post({ ...key, 'X-Caller': 'ben' }),
    ];
    expect([ada.body.by, ben.body.by]).toEqual(['ada', 'ben']);
    const cancel = await client.send('POST', '/jobs/1/cancel', { headers: key });
    expect(cancel.status).toBe(201);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['a byte of the body', '/jobs', '{} ', {}],
    ['the query', '/jobs?priority=1', '{}', {}],
    ['a condition', '/jobs', '{}', { 'If-None-Match': '*' }],
  ])('422 when %s differs', async (_, path, body, more) => {
    const key = newKey();
    expect((await post(key)).status).toBe(201);
    const { headers } = asJson({}, { ...key, ...more });
    const response = await client.send('POST', path, { headers, body });
    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({
      type: '/problems/idempotency-key-reused',
      errors: [{ header: 'Idempotency-Key', detail: 'belongs to another request' }],
    });
  });

  it('422 when the path differs, also without a body', async () => {
    const headers = newKey();
    const send = (name: string): Promise<HttpResponse> =>
      client.send('POST', `/jobs/${name}/cancel`, { headers });
    expect((await send('one')).status).toBe(201);
    expect((await send('one')).status).toBe(201);
    expect((await send('other')).status).toBe(422);
  });

  it.each(['prepareFails', 'commitFails'])('409 again, when %s with it', async (name) => {
    const key = newKey();
    const body = { [name]: '409' };
    const first = await post(key, body);
    expect(first.status).toBe(409);
    expect(first.body.detail).toBe('The job exists.');
    expect(first.body.requestId).toBe(first.headers['x-request-id']);
    expect(toRepeated(await post(key, body))).toEqual(toRepeated(first));
  });

  it.each([
    [403, 'prepareFails'],
    [403, 'commitFails'],
    [429, 'prepareFails'],
    [500, 'commitFails'],
    [503, 'prepareFails'],
  ])('%d in %s frees the key, and leaves nothing', async (status, name) => {
    const key = newKey();
    const count = await countJobs();
    expect((await post(key, { [name]: String(status) })).status).toBe(status);
    expect(await countJobs()).toBe(count);
    // Another request: the key belongs to none.
    expect((await untilFree(() => post(key))).status).toBe(201);
  });
});

describe('While the first request runs', () => {
  it('409 with Retry-After to others, whatever they send, and 201 afterwards', async () => {
    const key = newKey();
    gates.prepare = new Gate();
    const { prepare } = gates;
    const first = post(key);
    await prepare.entered;
    for (const body of [{}, { commitFails: '403' }]) {
      const response = await post(key, body);
      expect(response.status).toBe(409);
      expect(response.body.type).toBe('/problems/idempotency-key-in-use');
      expect(response.headers['retry-after']).toBe('1');
    }
    prepare.release();
    expect((await first).status).toBe(201);
    expect(toRepeated(await post(key))).toEqual(toRepeated(await first));
  });

  it('201 to the next when the lease has ended, and 409 to the first, which leaves nothing', async () => {
    const key = newKey();
    gates.commit = new Gate();
    const { commit } = gates;
    const first = post(key);
    await commit.entered;
    await endLeases();
    const count = await countJobs();
    const second = await post(key);
    expect(second.status).toBe(201);
    commit.release();
    expect((await first).status).toBe(409);
    expect((await first).body.type).toBe('/problems/idempotency-key-in-use');
    expect(await countJobs()).toBe(count + 1);
    expect(toRepeated(await post(key))).toEqual(toRepeated(second));
  });
});

describe('A handler that reads its body itself', () => {
  it('202 again, with the same body and headers, however the bytes arrive', async () => {
    const key = newKey();
    const text = 'a line\n'.repeat(20_000);
    const first = await upload(key, text);
    expect(first.status).toBe(202);
    expect(first.body.bytes).toBe(140_000);
    const count = await countJobs();
    const second = await upload({ ...key, 'Transfer-Encoding': 'chunked' }, text);
    expect(toRepeated(second)).toEqual(toRepeated(first));
    expect(await countJobs()).toBe(count);
  });

  it('422 when the last byte differs', async () => {
    const key = newKey();
    expect((await upload(key, 'a line\n')).status).toBe(202);
    expect((await upload(key, 'a line.')).status).toBe(422);
  });

  it('409 before the body is sent, while the first request runs', async () => {
    const key = newKey();
    gates.prepare = new Gate();
    const { prepare } = gates;
    const first = upload(key, 'a line\n');
    await prepare.entered;
    const connection = new RawConnection(client.origin);
    await connection.send(
      `POST /jobs/import HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n` +
        `Idempotency-Key: ${key['Idempotency-Key']}\r\n\r\n`,
    );
    expect((await connection.readResponse()).status).toBe(409);
    connection.close();
    prepare.release();
    expect((await first).status).toBe(202);
  });

  it('403 half way frees the key', async () => {
    const key = newKey();
    expect((await upload(key, 'a line!\n')).status).toBe(403);
    expect((await upload(key, 'a line\n')).status).toBe(202);
  });

  it('202 after a client that hung up half way', async () => {
    const key = newKey();
    gates.prepare = new Gate();
    const { prepare } = gates;
    const count = await countJobs();
    const connection = new RawConnection(client.origin);
    await connection.send(
      `POST /jobs/import HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n` +
        `Idempotency-Key: ${key['Idempotency-Key']}\r\n\r\na`,
    );
    await prepare.entered;
    connection.close();
    prepare.release();
    expect((await untilFree(() => upload(key, 'a line\n'))).status).toBe(202);
    expect(await countJobs()).toBe(count + 1);
  });
});

describe('Keys', () => {
  it('are deleted when they have expired, and others are kept', async () => {
    await jobs.sql('DELETE FROM idempotency_keys');
    const [old, recent] = [newKey(), newKey()];
    const first = await post(old);
    await endLeases();
    await jobs.sql(`
      INSERT INTO idempotency_keys (operation, caller, key, lease, expires_at)
      SELECT 'POST /jobs', '', n, gen_random_uuid(), now() FROM generate_series(1, 2500) AS n`);
    const second = await post(recent);
    await jobs.app.get(IdempotencyService).deleteExpired();
    const keys = await jobs.sql('SELECT key FROM idempotency_keys');
    expect(keys).toEqual([{ key: recent['Idempotency-Key'] }]);
    expect(toRepeated(await post(recent))).toEqual(toRepeated(second));
    expect((await post(old)).body.id).not.toBe(first.body.id);
  });

  it('count for a day', async () => {
    const key = newKey();
    await post(key);
    const rows = await jobs.sql<{ left: string }>(
      `SELECT date_trunc('hour', expires_at - now() + interval '1 minute')::text AS left
       FROM idempotency_keys WHERE key = '${key['Idempotency-Key']}'`,
    );
    expect(rows).toEqual([{ left: '24:00:00' }]);
  });
});
