import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCursor } from '#pagination';
import document from '../../openapi.json' with { type: 'json' };
import type { ItemListDto } from '../../src/items/dto/item.dto.js';
import { useApp } from '../support/app.js';
import { describePages, getIds, getNextLink, readPages, toPath } from '../support/pages.js';
import { createItem, createItemsOfTwoUsers, newItemFields, OWNERS } from './new-item.js';

const api = useApp();
const [ONE, OTHER] = OWNERS.map(({ id }) => id);

const LISTS = [
  '/items',
  '/items?tag=even',
  '/items?tag=odd',
  `/items?ownerId=${ONE}`,
  `/items?ownerId=${OTHER}`,
  `/items?ownerId=${ONE}&tag=even`,
];

beforeAll(() => createItemsOfTwoUsers(api));

describePages(api, LISTS);

describe('GET /items', () => {
  it('200 lists items in the order of their ids', async () => {
    const { status, body } = await api.get<ItemListDto>('/items?limit=100');
    expect(status).toBe(200);
    const ids = body.items.map(({ id }) => id);
    expect(ids).toContain('desk-lamp');
    expect(ids).toEqual([...ids].sort());
  });

  it('200 lists at most as many items as the limit', async () => {
    const { status, body } = await api.get<ItemListDto>('/items?limit=2');
    expect(status).toBe(200);
    expect(body.items).toHaveLength(2);
  });

  it.each(['rare & "quoted", {braced}', 'e\u0301 \u200fעברית 👩\u200d👧'])(
    '200 lists only items with the given tag: %s',
    async (tag) => {
      const { item } = await createItem(api, { tags: ['common', tag] });
      await createItem(api, { tags: ['common'] });
      const response = await api.get<ItemListDto>(`/items?tag=${encodeURIComponent(tag)}`);
      expect(response.status).toBe(200);
      expect(response.body.items).toEqual([item]);
    },
  );

  it('200 lists only items of the given owner', async () => {
    const { status, body } = await api.get<ItemListDto>(`/items?ownerId=${ONE}&limit=100`);
    expect(status).toBe(200);
    expect(new Set(body.items.map(({ ownerId }) => ownerId))).toEqual(new Set([ONE]));
  });

  it('200 lists nothing when no item belongs to the given owner', async () => {
    const { status, body } = await api.get('/items?ownerId=019af000-0000-7000-8000-ffffffffffff');
    expect(status).toBe(200);
    expect(body).toEqual({ items: [], nextCursor: null });
  });

  it('200 neither skips nor repeats an item while others are added and deleted', async () => {
    const tags = ['moving'];
    for (const id of ['m-2', 'm-4', 'm-6', 'm-8']) await createItem(api, { id, tags });
    const first = await api.get<ItemListDto>('/items?tag=moving&limit=2');
    expect(getIds(first)).toEqual(['m-2', 'm-4']);
    // The last item of the first page, and the first of the next page.
    for (const id of ['m-4', 'm-6']) expect((await api.delete(`/items/${id}`)).status).toBe(204);
    for (const id of ['m-1', 'm-5', 'm-9']) await createItem(api, { id, tags });
    expect(await readPages(api, getNextLink(first))).toEqual([['m-5', 'm-8'], ['m-9']]);
  });

  it('200 lists the items that have the tag at that time', async () => {
    const tags = ['old', 'both'];
    for (const id of ['t-1', 't-2', 't-3', 't-4']) await createItem(api, { id, tags });
    const change = { tags: ['new', 'both'] };
    expect((await api.patch('/items/t-1', change)).status).toBe(200);
    expect((await api.put('/items/t-2', newItemFields(change))).status).toBe(200);
    expect((await api.delete('/items/t-3')).status).toBe(204);
    expect(await readPages(api, '/items?tag=old')).toEqual([['t-4']]);
    expect(await readPages(api, '/items?tag=new')).toEqual([['t-1', 't-2']]);
    expect(await readPages(api, '/items?tag=both')).toEqual([['t-1', 't-2', 't-4']]);
  });

  it('200 links to the same query, with only the characters that a URL allows', async () => {
    const tag = '<"é"> & + %';
    for (let created = 0; created < 2; created += 1) await createItem(api, { tags: [tag] });
    const path = `/items?tag=<%22%C3%A9">+%26%20%2B+%25&limit=1`;
    const first = await api.get<ItemListDto>(path);
    const link = getNextLink(first);
    expect(link).toMatch(/^\/items\?[\w%+&=-]+$/);
    expect(Object.fromEntries(new URL(link, api.origin).searchParams)).toEqual({
      tag,
      limit: '1',
      cursor: first.body.nextCursor,
    });
    expect(await readPages(api, path)).toHaveLength(2);
  });

  it('200 for a cursor with another limit, and with the same filters written differently', async () => {
    const list = `/items?tag=even&ownerId=${ONE}`;
    const [ids] = await readPages(api, `${list}&limit=100`);
    const { nextCursor } = (await api.get<ItemListDto>(`${list}&limit=1`)).body;
    const query = `ownerId=${ONE.toUpperCase()}&%74ag=%65ven&cursor=${nextCursor}`;
    const next = await api.get<ItemListDto>(`/items?${query}`);
    expect(next.status).toBe(200);
    expect(getIds(next)).toEqual(ids.slice(1));
  });

  it('200 for the Link in the document, which begins as it says', async () => {
    const { example } = document.paths['/items'].get.responses[200].headers.Link;
    const { status, body } = await api.get<ItemListDto>(/<(.+)>/.exec(example)?.[1] ?? '');
    expect(status).toBe(200);
    expect(body.items[0].id).toBe('floor-lamp');
  });

  it.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=1e1'],
    ['limit', 'limit='],
    ['limit', 'limit=5&limit=5'],
    ['ownerId', 'ownerId=1'],
    ['tag', `tag=${'x'.repeat(31)}`],
    ['tag', 'tag=%20x'],
    ['tag', 'tag=%E2%80%8B'],
    ['tag', 'tag=%00'],
    ['tag', 'tag=%FF'],
    ['tag', 'tag=%zz'],
    ['page', 'page=2'],
  ])('400 names the parameter %s of ?%s', async (parameter, query) => {
    const { status, body } = await api.get(`/items?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter, detail: expect.any(String) }]);
  });

  it('400 lists every invalid parameter', async () => {
    const { status, body } = await api.get('/items?limit=x&ownerId=y&page=2&cursor=z');
    expect(status).toBe(400);
    const errors = body.errors as { parameter: string }[];
    const parameters = errors.map(({ parameter }) => parameter).sort();
    expect(parameters).toEqual(['cursor', 'limit', 'ownerId', 'page']);
  });
});

/* `libs/pagination` has the rest of what a cursor may not be. */
describe('GET /items with a cursor', () => {
  const invalidCursor = {
    parameter: 'cursor',
    detail: 'must be the nextCursor of another page of this list',
  };
  const allLists = [...LISTS, '/users', `/users/${ONE}/items`, `/users/${OTHER}/items`];

  it.each(allLists)('400 when it belongs to %s and is sent to any other list', async (list) => {
    const { nextCursor } = (await api.get<ItemListDto>(`${toPath(list)}limit=1`)).body;
    for (const other of allLists.filter((candidate) => candidate !== list)) {
      const { status, body } = await api.get(`${toPath(other)}cursor=${nextCursor}`);
      expect([other, status, body.errors]).toEqual([other, 400, [invalidCursor]]);
    }
  });

  it.each(['', 'x', '__proto__', 'desk-lamp'])('400 when it is invented: %s', async (cursor) => {
    const { status, body } = await api.get(`/items?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([invalidCursor]);
  });

  // A client that knows the source code can build these.
  it.each(['a\0', 'x'.repeat(65), `'; DROP TABLE items; --`])(
    '400 when it is built with an invalid id: %j',
    async (id) => {
      const cursor = createCursor(id, { path: '/items', params: {}, query: {} });
      const { status, body } = await api.get(`/items?cursor=${cursor}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([invalidCursor]);
    },
  );
});
