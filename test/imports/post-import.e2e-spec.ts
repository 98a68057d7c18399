import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RawConnection } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { createItem, newItem } from '../items/new-item.js';
import { useApp } from '../support/app.js';
import { createDeletedMember, createMember, createOutdatedMember } from '../users/new-user.js';
import {
  createImport,
  importLines,
  postImport,
  toLines,
  toStatuses,
  useHeldImports,
} from './use-imports.js';

const api = useApp({ worker: true });
const held = useHeldImports({
  limits: { importAbandonedMs: 0, importSweepMs: 100, importHeartbeatMs: 50 },
});

const MiB = 1_048_576;

describe('POST /imports', () => {
  it('202 says where the import is, and when to look', async () => {
    const { status, headers, body } = await postImport(held.api, toLines(newItem(), newItem()));
    expect(status).toBe(202);
    expect(headers.location).toBe(`/imports/${body.id}`);
    expect(headers['retry-after']).toBe('1');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ state: 'waiting', total: 2, processed: 0 });
    expect((await held.api.get(`/imports/${body.id}`)).body).toEqual(body);
    await held.api.delete(`/imports/${body.id}`);
  });

  it('202 imports each line, with the status and the problem of a PUT', async () => {
    const { client } = await createMember(api);
    const foreign = await createItem(api);
    const own = await createItem(client);
    const lines = [
      newItem(),
      newItem({ id: own.item.id }),
      newItem({ id: foreign.item.id }),
      newItem({ name: foreign.item.name }),
      newItem({ price: { amount: 1, currency: 'EUR' }, colour: 'blue' }),
    ];
    const { counts, results } = await importLines(client, toLines(...lines));
    expect(counts).toEqual({ created: 1, replaced: 1, failed: 3 });
    expect(results.map(({ line, id, status }) => [line, id, status])).toEqual([
      [1, lines[0].id, 201],
      [2, own.item.id, 200],
      [3, foreign.item.id, 403],
      [4, lines[3].id, 409],
      [5, lines[4].id, 422],
    ]);
    for (const [index, { problem }] of results.entries()) {
      const { id, name } = lines[index];
      if (!problem) {
        expect((await api.get<ItemDto>(`/items/${id}`)).body).toMatchObject({ id, name });
        continue;
      }
      const { body } = await client.put<{ requestId: string }>(`/items/${id}`, lines[index]);
      expect({ ...problem, requestId: body.requestId }).toEqual(body);
    }
  });

  it('202 tells of lines that cannot be read, and imports the others', async () => {
    const good = newItem();
    const lines = [
      Buffer.from('{"id":'),
      Buffer.from([0x22, 0xff, 0x22]),
      Buffer.from('{"id":"a","id":"b"}'),
      Buffer.from('{"__proto__":{}}'),
      Buffer.from(`"${'x'.repeat(102_399)}"`),
      Buffer.from('[]'),
      Buffer.from('null'),
      Buffer.from('{"name":"Without an id"}'),
      Buffer.from('{"id":"\\u0000","name":"\\ud800"}'),
      Buffer.from(JSON.stringify(good)),
    ];
    const body = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    const report = await importLines(api, body);
    expect(toStatuses(report)).toEqual([400, 400, 400, 400, 413, 422, 422, 422, 422, 201]);
    expect(report.results.map(({ id }) => id)).toEqual([...Array<null>(9).fill(null), good.id]);
    const types = report.results.map(({ problem }) => problem?.type);
    expect(types.slice(3, 6)).toEqual([
      '/problems/malformed-body',
      '/problems/body-too-large',
      '/problems/invalid-body',
    ]);
    expect(report.results[1].problem?.detail).toBe('The line is not valid UTF-8.');
    expect(report.results[5].problem?.errors).toMatchObject([{ pointer: '#' }]);
    expect(report.results[7].problem?.errors).toContainEqual({
      pointer: '#/id',
      detail: 'is required',
    });
  });

  it('202 takes a line of 102,400 bytes', async () => {
    const item = newItem();
    const text = JSON.stringify(item);
    const line = text.padEnd(102_400, ' ');
    const body = `\uFEFF${line.slice(0, -3)}   \r\n${line} \r\n`;
    expect(toStatuses(await importLines(api, body))).toEqual([201, 413]);
  });

  it('202 counts empty lines, and takes CRLF, a byte order mark, and a last line without an end', async () => {
    const [first, second, third] = [newItem(), newItem(), newItem()].map((item) =>
      JSON.stringify(item),
    );
    const body = `\uFEFF${first}\r\n\r\n \t\n${second}\n\n${third}`;
    const { results } = await importLines(api, body);
    expect(results.map(({ line, status }) => [line, status])).toEqual([
      [1, 201],
      [4, 201],
      [6, 201],
    ]);
  });

  it('202 imports lines one after the other: the second of an id replaces the first', async () => {
    const { id } = newItem();
    const items = [newItem({ id }), newItem({ id }), newItem({ id })];
    const swapped = [newItem({ id, name: items[0].name }), newItem({ name: items[2].name })];
    const report = await importLines(api, toLines(...items, ...swapped));
    expect(toStatuses(report)).toEqual([201, 200, 200, 200, 201]);
    const { body } = await api.get<ItemDto>(`/items/${id}`);
    expect(body.name).toBe(items[0].name);
  });

  it('202 with If-None-Match: * only creates', async () => {
    const { item } = await createItem(api);
    const lines = toLines(newItem({ id: item.id }), newItem());
    const report = await importLines(api, lines, { 'If-None-Match': '*' });
    expect(toStatuses(report)).toEqual([412, 201]);
    expect((await api.get<ItemDto>(`/items/${item.id}`)).body.name).toBe(item.name);
  });

  it('202 keeps the first errors of a line that has thousands', async () => {
    const fields = Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]);
    const { results } = await importLines(api, toLines(Object.fromEntries(fields)));
    expect(results[0].status).toBe(422);
    const { errors = [] } = results[0].problem ?? {};
    expect(errors[0]).toEqual({ pointer: '#/f0', detail: 'is not known here' });
    expect(JSON.stringify(errors).length).toBeLessThan(11_000);
  });

  it('202 takes a body of 10 MiB in which one line is that long', async () => {
    const body = `${'x'.repeat(10 * MiB - 1)}\n`;
    expect(toStatuses(await importLines(api, body))).toEqual([413]);
  });

  it('202 takes 50,000 lines, and 413 more', async () => {
    const { status, headers, body } = await postImport(held.api, '1\n'.repeat(50_000));
    expect(status).toBe(202);
    expect(body.total).toBe(50_000);
    await held.api.delete(String(headers.location));
    const more = await postImport<{ detail: string }>(held.api, '\n'.repeat(50_001));
    expect(more.status).toBe(413);
    expect(more.body.detail).toBe('The body has more than 50,000 lines.');
  });

  it.each([
    ['empty', ''],
    ['of blank lines', '\n \r\n\t'],
    ['a byte order mark', '\uFEFF\n'],
  ])('400 when the body is %s', async (_, body) => {
    const response = await postImport<{ type: string }>(held.api, body);
    expect(response.status).toBe(400);
    expect(response.body.type).toBe('/problems/malformed-body');
  });

  it('400 when there is no body', async () => {
    expect((await held.api.send('POST', '/imports')).status).toBe(400);
  });

  it('400 with any other condition, before the body is read', async () => {
    const headers = { 'If-Match': '*', 'If-None-Match': '"a"', 'If-Unmodified-Since': 'now' };
    const body = Buffer.alloc(11 * MiB);
    const response = await postImport<{ errors: object[] }>(held.api, body, headers);
    expect(response.status).toBe(400);
    expect(response.body.errors).toMatchObject([
      { header: 'If-Match' },
      { header: 'If-Unmodified-Since' },
      { header: 'If-None-Match' },
    ]);
  });

  it('401 without a token, before the body is read', async () => {
    const anonymous = held.api.withToken(undefined);
    expect((await postImport(anonymous, Buffer.alloc(11 * MiB))).status).toBe(401);
    expect((await postImport(anonymous, '')).status).toBe(401);
  });

  it.each([
    ['was deleted', createDeletedMember],
    ['has changed the password since', createOutdatedMember],
  ])('401 when the user of the token %s', async (_, create) => {
    const { client } = await create(held.api);
    expect((await postImport(client)).status).toBe(401);
  });

  it.each([
    ['announced', {}],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('413 above 10 MiB, %s, and imports nothing', async (_, headers) => {
    const item = newItem();
    const body = toLines(item).padEnd(10 * MiB + 1, ' ');
    const response = await postImport<{ detail: string }>(held.api, body, headers);
    expect(response.status).toBe(413);
    expect(response.body.detail).toBe('The body is larger than 10,485,760 bytes.');
    expect(await countRows()).toEqual([0, 0]);
  });

  it('429 names the imports that are not done, when there are three', async () => {
    const { client } = await createMember(held.api);
    const paths = [await createImport(client), await createImport(client)];
    paths.push(await createImport(client));
    const { status, headers, body } = await postImport<Record<string, string>>(client);
    expect(status).toBe(429);
    expect(body.type).toBe('/problems/too-many-imports');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    for (const path of paths) expect(body.detail).toContain(path.replace('/imports/', ''));
    await client.delete(paths[0]);
    expect((await postImport(client)).status).toBe(202);
  });

  it('202 to three of twenty at once, and 429 to the others', async () => {
    const { client } = await createMember(held.api);
    const responses = await Promise.all(Array.from({ length: 20 }, () => postImport(client)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(3).fill(202), ...Array<number>(17).fill(429)]);
  });
});

/** How many imports did not arrive completely, and how many lines they left. */
async function countRows(): Promise<number[]> {
  const [{ imports, lines }] = await held.query<{ imports: number; lines: number }>(
    `SELECT count(DISTINCT imports.id)::integer AS imports, count(line)::integer AS lines
     FROM imports LEFT JOIN import_lines ON import_id = imports.id WHERE total IS NULL`,
  );
  return [imports, lines];
}

const HEAD =
  'POST /imports HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/x-ndjson\r\n';

/** The beginning of a request of the admin. */
function toHead(): string {
  return `${HEAD}Authorization: Bearer ${String(held.api.token)}\r\n`;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('A client that hangs up half way', () => {
  it('has imported nothing, and leaves nothing', async () => {
    const item = newItem();
    const connection = new RawConnection(held.api.origin);
    await connection.send(`${toHead()}Content-Length: 1000000\r\n\r\n`);
    for (let count = 0; count < 600; count += 1) await connection.send(toLines(item));
    await until(async () => (await countRows())[1] >= 500);
    connection.close();
    await until(async () => (await countRows())[0] === 0);
    expect((await held.api.get(`/items/${item.id}`)).status).toBe(404);
  });

  it('holds no connection of the database while it sends nothing', async () => {
    const sockets = Array.from({ length: 20 }, () => {
      const { hostname, port } = new URL(held.api.origin);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(`${toHead()}Content-Length: 1000\r\n\r\n${toLines(newItem())}`);
      return socket;
    });
    await until(async () => (await countRows())[0] === 20);
    expect((await held.api.get('/users/me')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await until(async () => (await countRows())[0] === 0);
  });

  it('400 when the Content-Length is larger than the body, and imports nothing', async () => {
    const item = newItem();
    const { hostname, port } = new URL(held.api.origin);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.end(`${toHead()}Content-Length: 1000\r\n\r\n${toLines(item)}`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(await countRows()).toEqual([0, 0]);
    expect((await held.api.get(`/items/${item.id}`)).status).toBe(404);
  });
});

describe('A client that sends slowly', () => {
  it('202 however long ago its last line came: the service notes that it is there', async () => {
    const connection = new RawConnection(held.api.origin);
    const [first, second] = [toLines(newItem()), toLines(newItem())];
    await connection.send(`${toHead()}Content-Length: ${first.length + second.length}\r\n\r\n`);
    await connection.send(first);
    await until(async () => (await countRows())[0] === 1);
    await held.query(`UPDATE imports SET received_at = 'epoch' WHERE total IS NULL`);
    const isNoted = async (): Promise<boolean> => {
      const sql = `SELECT FROM imports WHERE total IS NULL AND received_at > 'epoch'`;
      return (await held.query(sql)).length === 1;
    };
    await until(isNoted);
    await connection.send(second);
    const response = await connection.readResponse();
    expect(response.status).toBe(202);
    connection.close();
    await held.api.delete(String(response.headers.location));
  });
});

describe('What a killed process left', () => {
  it('goes by itself', async () => {
    const id = '019b0000-0000-7000-8000-0000000000ff';
    await held.query(
      `INSERT INTO imports (id, owner_id, creates_only) SELECT $1, id, false FROM users LIMIT 1`,
      [id],
    );
    await held.query(
      `INSERT INTO import_lines (import_id, line, content) SELECT $1, line, 'x' FROM generate_series(1, 6000) line`,
      [id],
    );
    expect((await held.api.get(`/imports/${id}`)).status).toBe(404);
    await held.work();
    await until(async () => (await countRows())[0] === 0);
  });
});
