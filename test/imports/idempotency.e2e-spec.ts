import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ImportDto, ImportListDto } from '../../src/imports/dto/import.dto.js';
import { type Client, RawConnection } from '#contract-testing';
import { newItem } from '../items/new-item.js';
import { createMember } from '../users/new-user.js';
import { postImport, toLines, useHeldImports } from './use-imports.js';

const { api, query } = useHeldImports();

async function countImports(client: Client): Promise<number> {
  const { body } = await client.get<ImportListDto>('/imports');
  return body.imports.length;
}

async function countRows(): Promise<number> {
  const [{ count }] = await query<{ count: number }>('SELECT count(*)::int FROM imports');
  return count;
}

describe('POST /imports with an Idempotency-Key', () => {
  it('202 again with the first response, and imports once', async () => {
    const { client } = await createMember(api);
    const [lines, key] = [toLines(newItem()), { 'Idempotency-Key': randomUUID() }];
    const first = await postImport(client, lines, key);
    const again = await postImport(client, lines, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.text).toBe(first.text);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.headers['retry-after']).toBe(first.headers['retry-after']);
    expect(await countImports(client)).toBe(1);
  });

  it('422 to other lines, which names the header, and imports none of them', async () => {
    const { client } = await createMember(api);
    const key = { 'Idempotency-Key': randomUUID() };
    expect((await postImport(client, toLines(newItem()), key)).status).toBe(202);
    const other = await postImport<{ errors: object[] }>(client, toLines(newItem()), key);
    expect(other.status).toBe(422);
    expect(other.body.errors).toEqual([
      { header: 'Idempotency-Key', detail: 'belongs to another request' },
    ]);
    expect(await countImports(client)).toBe(1);
  });

  it('409 while the lines of the first still arrive, and 202 once they are there', async () => {
    const { client } = await createMember(api);
    const [lines, key] = [toLines(newItem()), randomUUID()];
    const connection = new RawConnection(api.origin);
    const rows = await countRows();
    await connection.send(
      [
        'POST /imports HTTP/1.1',
        'Host: shop.example',
        `Authorization: Bearer ${client.token}`,
        'Content-Type: application/x-ndjson',
        `Idempotency-Key: ${key}`,
        `Content-Length: ${Buffer.byteLength(lines)}`,
        '',
        lines.slice(0, 10),
      ].join('\r\n'),
    );
    while ((await countRows()) === rows);
    const meanwhile = await postImport(client, lines, { 'Idempotency-Key': key });
    expect(meanwhile.status).toBe(409);
    expect(meanwhile.headers['retry-after']).toBe('1');
    await connection.send(lines.slice(10));
    expect((await connection.readResponse()).status).toBe(202);
    connection.close();
    expect((await postImport(client, lines, { 'Idempotency-Key': key })).status).toBe(202);
    expect(await countImports(client)).toBe(1);
  });

  it('202 with a key whose first request was refused', async () => {
    const { client } = await createMember(api);
    const key = { 'Idempotency-Key': randomUUID() };
    expect((await postImport(client, '\n', key)).status).toBe(400);
    expect((await postImport(client, toLines(newItem()), key)).status).toBe(202);
  });

  it('429 is not kept, and leaves no lines', async () => {
    const { client } = await createMember(api);
    for (let count = 0; count < 3; count += 1) expect((await postImport(client)).status).toBe(202);
    const [lines, key] = [toLines(newItem()), { 'Idempotency-Key': randomUUID() }];
    const rows = await countRows();
    expect((await postImport(client, lines, key)).status).toBe(429);
    expect(await countRows()).toBe(rows);
    const { body } = await client.get<ImportListDto>('/imports');
    await client.delete(`/imports/${body.imports[0].id}`);
    expect((await postImport(client, lines, key)).status).toBe(202);
  });

  it('202 to each of two users with one key', async () => {
    const [lines, key] = [toLines(newItem()), { 'Idempotency-Key': randomUUID() }];
    const ids: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const { client } = await createMember(api);
      const { status, body } = await postImport<ImportDto>(client, lines, key);
      expect(status).toBe(202);
      ids.push(body.id);
    }
    expect(ids[0]).not.toBe(ids[1]);
  });
});
