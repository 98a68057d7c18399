import { describe, expect, it } from '@jest/globals';
import type { Client } from '#contract-testing';
import type { ImportListDto } from '../../src/imports/dto/import.dto.js';
import { createDeletedMember, createMember } from '../users/new-user.js';
import { createImport, useHeldImports } from './use-imports.js';

const { api, query } = useHeldImports();

/** A member with three imports, from the oldest to the newest. */
async function createThree(): Promise<{ client: Client; ids: string[] }> {
  const { client } = await createMember(api);
  const paths = [
    await createImport(client),
    await createImport(client),
    await createImport(client),
  ];
  return { client, ids: paths.map((path) => path.replace('/imports/', '')) };
}

function toIds({ imports }: ImportListDto): string[] {
  return imports.map(({ id }) => id);
}

describe('GET /imports', () => {
  it('200 lists one’s own, the newest first, a page at a time', async () => {
    const { client, ids } = await createThree();
    await createThree();
    const first = await client.get<ImportListDto>('/imports?limit=2');
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(toIds(first.body)).toEqual([ids[2], ids[1]]);
    const second = await client.get<ImportListDto>(
      `/imports?limit=2&cursor=${String(first.body.nextCursor)}`,
    );
    expect(toIds(second.body)).toEqual([ids[0]]);
    expect(second.body.nextCursor).toBeNull();
  });

  it('200 has those that are done, until they are gone', async () => {
    const { client, ids } = await createThree();
    await query('UPDATE imports SET processed = 1, finished_at = now() WHERE id = $1', [ids[0]]);
    await query(`UPDATE imports SET finished_at = now() - interval '25 h' WHERE id = $1`, [ids[1]]);
    expect((await client.delete(`/imports/${ids[2]}`)).status).toBe(204);
    const { body } = await client.get<ImportListDto>('/imports');
    expect(body.imports).toMatchObject([{ id: ids[0], state: 'done', total: 1, processed: 1 }]);
  });

  it('200 has none whose lines still arrive', async () => {
    const { client, ids } = await createThree();
    await query('UPDATE imports SET total = NULL WHERE id = $1', [ids[1]]);
    expect(toIds((await client.get<ImportListDto>('/imports')).body)).toEqual([ids[2], ids[0]]);
  });

  it('400 when the cursor is that of another list', async () => {
    expect((await api.get('/imports?cursor=x')).status).toBe(400);
  });

  it('401 when the user of the token was deleted', async () => {
    const { client } = await createDeletedMember(api);
    expect((await client.get('/imports')).status).toBe(401);
  });
});
