import { describe, expect, it } from '@jest/globals';
import type { ImportDto } from '../../src/imports/dto/import.dto.js';
import { DONE_ID, WAITING_ID } from '../../src/imports/dto/import.params.js';
import { type CreatedUser, createMember } from '../users/new-user.js';
import { createImport, useHeldImports } from './use-imports.js';

const { api, query } = useHeldImports();

const MISSING_ID = '019b0000-0000-7000-8000-ffffffffffff';

/** A new import of a new member. */
async function createHeld(): Promise<CreatedUser & { id: string }> {
  const member = await createMember(api);
  const path = await createImport(member.client);
  return { ...member, path, id: path.replace('/imports/', '') };
}

async function finish(id: string, ago = '0 s'): Promise<void> {
  await query(
    `UPDATE imports SET processed = total, created = total, finished_at = now() - $2::interval WHERE id = $1`,
    [id, ago],
  );
}

describe('GET /imports/:id', () => {
  it('200 while it waits, and while it runs', async () => {
    const { client, path, id } = await createHeld();
    const waiting = await client.get<ImportDto>(path);
    expect(waiting.status).toBe(200);
    expect(waiting.headers['retry-after']).toBe('1');
    expect(waiting.headers['cache-control']).toBe('no-store');
    expect(waiting.headers.etag).toBeUndefined();
    expect(waiting.body).toMatchObject({ id, state: 'waiting', total: 1, processed: 0 });
    await query('UPDATE imports SET total = 2, processed = 1 WHERE id = $1', [id]);
    const running = await client.get<ImportDto>(path.toUpperCase().replace('IMPORTS', 'imports'));
    expect(running.body).toMatchObject({ id, state: 'running', total: 2, processed: 1 });
  });

  it('200 to an admin', async () => {
    const { path } = await createHeld();
    expect((await api.get(path)).status).toBe(200);
  });

  it('303 to the report when it is done, without content', async () => {
    const { client, path, id } = await createHeld();
    await finish(id);
    const { status, headers, text } = await client.get(path);
    expect(status).toBe(303);
    expect(headers.location).toBe(`${path}/report`);
    expect(headers['cache-control']).toBe('no-store');
    expect(text).toBe('');
    expect((await client.get(`${path}/report`)).body.state).toBe('done');
  });

  it('401 when the user of the token was deleted', async () => {
    const { client, path, user } = await createHeld();
    expect((await api.delete(`/users/${user.id}`)).status).toBe(204);
    expect((await client.get(path)).status).toBe(401);
    expect((await api.get(path)).status).toBe(200);
  });
});

describe.each([
  ['GET', ''],
  ['GET', '/report'],
  ['DELETE', ''],
])('%s /imports/:id%s', (method, rest) => {
  it('400 when the id is no UUID', async () => {
    expect((await api.send(method, `/imports/1${rest}`)).status).toBe(400);
  });

  it('403 when the import is another member’s, also one that is gone', async () => {
    const { client } = await createMember(api);
    const { client: owner, path } = await createHeld();
    expect((await client.send(method, path + rest)).status).toBe(403);
    expect((await owner.delete(path)).status).toBe(204);
    expect((await client.send(method, path + rest)).status).toBe(403);
  });

  it('404 when no import has the id', async () => {
    const { status, body } = await api.send<{ type: string }>(
      method,
      `/imports/${MISSING_ID}${rest}`,
    );
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/import-not-found');
  });

  it('404 while its lines arrive', async () => {
    const { client, path, id } = await createHeld();
    await query('UPDATE imports SET total = NULL WHERE id = $1', [id]);
    expect((await client.send(method, path + rest)).status).toBe(404);
  });

  it('410 after DELETE, and a week later 404', async () => {
    const { client, path, id } = await createHeld();
    expect((await client.delete(path)).status).toBe(204);
    const { status, headers, body } = await client.send<{ type: string }>(method, path + rest);
    expect(status).toBe(410);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.type).toBe('/problems/import-gone');
    await query(`UPDATE imports SET gone_at = now() - interval '169 h' WHERE id = $1`, [id]);
    expect((await client.send(method, path + rest)).status).toBe(404);
  });

  it('410 a day after its end, and a week later 404', async () => {
    const { client, path, id } = await createHeld();
    await finish(id, '23.9 h');
    expect((await client.exchange(method === 'DELETE' ? 'HEAD' : method, path)).status).toBe(303);
    await finish(id, '24.1 h');
    expect((await client.send(method, path + rest)).status).toBe(410);
    await finish(id, '193 h');
    expect((await client.send(method, path + rest)).status).toBe(404);
  });
});

describe('The data of the tests', () => {
  it('has an import that waits and one that is done, which the document names', async () => {
    expect((await api.get(`/imports/${WAITING_ID}`)).status).toBe(200);
    expect((await api.get(`/imports/${DONE_ID}`)).status).toBe(303);
  });
});
