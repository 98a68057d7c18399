import { describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import type { ReportDto } from '../../src/imports/dto/import.dto.js';
import { newItem } from '../items/new-item.js';
import { useApp } from '../support/app.js';
import { createDeletedMember, createMember } from '../users/new-user.js';
import {
  createImport,
  importLines,
  postImport,
  toLines,
  useHeldImports,
  waitForReport,
} from './use-imports.js';

const api = useApp({ worker: true });
const held = useHeldImports();
const faulty = useHeldImports();

describe('GET /imports/:id/report', () => {
  it('200 has each line once, in order, over all pages', async () => {
    const { client } = await createMember(api);
    const lines = Array.from({ length: 250 }, (_, index) => (index % 5 === 0 ? 1 : newItem()));
    const path = await createImport(client, toLines(...lines));
    const { counts } = await waitForReport(client, path);
    expect(counts).toEqual({ created: 200, replaced: 0, failed: 50 });
    const numbers: number[] = [];
    let next: string | undefined = `${path}/report?limit=100`;
    while (next) {
      const page: HttpResponse<ReportDto> = await client.get<ReportDto>(next);
      numbers.push(...page.body.results.map(({ line }) => line));
      next = /^<(.+)>/.exec(String(page.headers.link))?.[1];
    }
    expect(numbers).toEqual(lines.map((_, index) => index + 1));
  });

  it('200 with status=failed has only the lines that failed', async () => {
    const path = await createImport(api, toLines(newItem(), 1, newItem(), 2));
    await waitForReport(api, path);
    const { status, body } = await api.get<ReportDto>(`${path}/report?status=failed&limit=1`);
    expect(status).toBe(200);
    expect(body.counts).toEqual({ created: 2, replaced: 0, failed: 2 });
    expect(body.results.map(({ line }) => line)).toEqual([2]);
    const next = `${path}/report?status=failed&limit=1&cursor=${String(body.nextCursor)}`;
    const second = await api.get<ReportDto>(next);
    expect(second.body.results.map(({ line }) => line)).toEqual([4]);
    expect(second.body.nextCursor).toBeNull();
  });

  it('200 in the process of a member who is no admin: the items are the member’s', async () => {
    const { client, user } = await createMember(api);
    const item = newItem();
    await importLines(client, toLines(item));
    const { body } = await api.get(`/items/${item.id}`);
    expect(body.ownerId).toBe(user.id);
  });

  it.each(['status=ok', 'status=', 'cursor=x', 'limit=0'])('400 with ?%s', async (search) => {
    const path = await createImport(held.api);
    expect((await held.api.get(`${path}/report?${search}`)).status).toBe(400);
    await held.api.delete(path);
  });

  it('401 when the user of the token was deleted', async () => {
    const { client } = await createDeletedMember(held.api);
    const path = await createImport(held.api);
    expect((await client.get(`${path}/report`)).status).toBe(401);
    await held.api.delete(path);
  });

  it('404 until the import is done', async () => {
    const path = await createImport(held.api);
    const { status, headers, body } = await held.api.get<{ type: string }>(`${path}/report`);
    expect(status).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.type).toBe('/problems/report-not-ready');
  });
});

describe('Behind a proxy that removes a prefix', () => {
  const proxied = useApp({ worker: true, publicUrl: 'http://127.0.0.1/shop' });

  it('303 and 422 whose paths have the prefix', async () => {
    const { id } = newItem();
    const { headers } = await postImport(proxied, toLines({ id }));
    const path = String(headers.location).replace('/shop', '');
    const { results } = await waitForReport(proxied, path, '/shop');
    expect(headers.location).toMatch(/^\/shop\/imports\//);
    expect(results[0].problem).toMatchObject({
      type: '/shop/problems/invalid-body',
      instance: `/shop/items/${id}`,
    });
  });
});

describe('A fault of the service', () => {
  it('500 for the lines that it concerns, and the import goes on', async () => {
    await faulty.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$`,
    );
    await faulty.query(
      `CREATE TRIGGER planted BEFORE INSERT ON items FOR EACH ROW WHEN (NEW.name = 'planted') EXECUTE FUNCTION fail()`,
    );
    const lines = Array.from({ length: 101 }, (_, index) =>
      newItem(index === 1 ? { name: 'planted' } : {}),
    );
    const path = await createImport(faulty.api, toLines(...lines));
    await faulty.work();
    const { counts } = await waitForReport(faulty.api, path);
    expect(counts).toEqual({ created: 1, replaced: 0, failed: 100 });
    const { body } = await faulty.api.get<ReportDto>(`${path}/report?limit=1`);
    expect(body.results[0].status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('planted');
    expect((await faulty.api.get(`/items/${lines[0].id}`)).status).toBe(404);
    expect((await faulty.api.get(`/items/${lines[100].id}`)).status).toBe(200);
  });
});

describe('A user who changes while an import waits', () => {
  /** An import of a member, whose first line is done. */
  async function createBegun(
    lines: object[],
  ): Promise<{ id: string; path: string; userId: string }> {
    const { client, user } = await createMember(held.api);
    await held.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [user.id]);
    const path = await createImport(client, toLines({}, ...lines));
    const id = path.replace('/imports/', '');
    await held.query('UPDATE import_lines SET status = 200 WHERE import_id = $1 AND line = 1', [
      id,
    ]);
    await held.query(
      'UPDATE imports SET processed = 1, replaced = 1, last_line = 1 WHERE id = $1',
      [id],
    );
    return { id, path, userId: user.id };
  }

  it('200, 401, 403: tells what the user of now may do, and goes on after a new password', async () => {
    const foreign = { ...newItem(), id: 'desk-lamp' };
    const deleted = await createBegun([newItem()]);
    const demoted = await createBegun([newItem(), foreign]);
    const changed = await createBegun([newItem()]);
    await held.query('DELETE FROM users WHERE id = $1', [deleted.userId]);
    await held.query(`UPDATE users SET role = 'member' WHERE id = $1`, [demoted.userId]);
    await held.query('UPDATE users SET password_version = gen_random_uuid() WHERE id = $1', [
      changed.userId,
    ]);
    await held.work();
    const read = async ({ path }: { path: string }): Promise<number[]> =>
      (await waitForReport(held.api, path)).results.map(({ status }) => status);
    expect(await read(deleted)).toEqual([200, 401]);
    expect(await read(demoted)).toEqual([200, 201, 403]);
    expect(await read(changed)).toEqual([200, 201]);
  });
});
