import { describe, expect, it } from '@jest/globals';
import { newItem } from '../items/new-item.js';
import { createDeletedMember, createMember } from '../users/new-user.js';
import { createImport, toLines, useHeldImports, waitForReport } from './use-imports.js';

/* `get-import` has the codes that DELETE has in common with GET. */

const { api, query, connect, work } = useHeldImports({ limits: { importSweepMs: 100 } });

describe('DELETE /imports/:id', () => {
  it('204 cancels the import: no line is imported after that', async () => {
    const [cancelled, later] = [newItem(), newItem()];
    const path = await createImport(api, toLines(cancelled));
    const { status, headers } = await api.delete(path);
    expect(status).toBe(204);
    expect(headers['cache-control']).toBe('no-store');
    const next = await createImport(api, toLines(later));
    await work();
    await waitForReport(api, next);
    expect((await api.get(`/items/${later.id}`)).status).toBe(200);
    expect((await api.get(`/items/${cancelled.id}`)).status).toBe(404);
    expect((await api.get(path)).status).toBe(410);
  });

  it('204 deletes the report, and every line goes', async () => {
    await work();
    const path = await createImport(api);
    await waitForReport(api, path);
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(`${path}/report`)).status).toBe(410);
    const id = path.replace('/imports/', '');
    const count = async (): Promise<number> => {
      const rows = await query('SELECT FROM import_lines WHERE import_id = $1', [id]);
      return rows.length;
    };
    while ((await count()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('204 to one of eight at once, and 410 to the others', async () => {
    const path = await createImport(api);
    const responses = await Promise.all(Array.from({ length: 8 }, () => api.delete(path)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, 410, 410, 410, 410, 410, 410, 410]);
  });

  it('204 after the lines under way, and 503 when these take longer than a second', async () => {
    const { client } = await createMember(api);
    const path = await createImport(client);
    const id = path.replace('/imports/', '');
    const running = await connect();
    await running.query('BEGIN');
    await running.query('SELECT FROM imports WHERE id = $1 FOR UPDATE', [id]);
    const { status, headers, durationMs } = await client.delete(path);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(durationMs).toBeGreaterThan(999);
    const deleted = client.delete(path);
    await running.end();
    expect((await deleted).status).toBe(204);
  });

  it('401 when the user of the token was deleted', async () => {
    const { client } = await createDeletedMember(api);
    expect((await client.delete(await createImport(api))).status).toBe(401);
  });
});
