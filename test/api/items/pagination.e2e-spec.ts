import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../../openapi.json' with { type: 'json' };
import { createCursor } from '#pagination';
import type { ItemListDto } from '../../../src/items/dto/item-list.dto.js';
import type { UserListDto } from '../../../src/users/dto/user-list.dto.js';
import { useApp } from '../../support/app.js';
import { createMember } from '../../support/users.js';
import type { Client } from '#contract-testing';
import { newItem } from '../../support/items.js';
import { getIds, getNextLink, readPages } from '../../support/pages.js';

const api = useApp();
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const LISTS = [
  '/items',
  '/items?tag=even',
  '/items?tag=odd',
  '/items?ownerId=:one',
  '/items?ownerId=:two',
  '/items?ownerId=:one&tag=even',
  '/users',
  '/users/:one/items',
  '/users/:two/items',
];
/** Two owners, for `:one` and `:two` in a path. */
const owners = { one: '', two: '' };
/** The ids of each list, read as one page of a hundred. */
const allIds = new Map<string, string[]>();

beforeAll(async () => {
  for (const name of ['one', 'two'] as const) {
    const { user, client } = await createMember(api);
    owners[name] = user.id;
    for (const tag of ['even', 'odd', 'even', 'odd', 'even', 'odd']) {
      await createItem(client, { tags: [tag] });
    }
  }
  for (const list of LISTS)
    allIds.set(list, (await readPages(api, `${toPath(list)}limit=100`)).flat());
});

describe('The pages of a list', () => {
  it('200 contain what the tests below expect', () => {
    const counts = LISTS.slice(1).map((list) => allIds.get(list)?.length);
    expect(counts).toEqual([6, 6, 6, 6, 3, 5, 6, 6]);
    for (const ids of allIds.values()) expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(LISTS.flatMap((list) => [1, 2, 3].map((limit) => [list, limit] as const)))(
    '200 contain every entry of %s once and in order, with the limit %i',
    async (list, limit) => {
      const ids = allIds.get(list) ?? [];
      const pages = Array.from({ length: Math.ceil(ids.length / limit) }, (_, page) =>
        ids.slice(page * limit, (page + 1) * limit),
      );
      expect(await readPages(api, `${toPath(list)}limit=${limit}`)).toEqual(pages);
    },
  );

  it('200 neither skip nor repeat an entry while others are added and deleted', async () => {
    const tags = ['moving'];
    for (const id of ['m-2', 'm-4', 'm-6', 'm-8']) await createItem(api, { id, tags });
    const first = await api.get<ItemListDto>('/items?tag=moving&limit=2');
    expect(getIds(first)).toEqual(['m-2', 'm-4']);
    // The last entry of the first page, and the first of the next page.
    for (const id of ['m-4', 'm-6']) expect((await api.delete(`/items/${id}`)).status).toBe(204);
    for (const id of ['m-1', 'm-5', 'm-9']) await createItem(api, { id, tags });
    expect(await readPages(api, getNextLink(first))).toEqual([['m-5', 'm-8'], ['m-9']]);
  });

  it('200 of a tag contain the items that have the tag at that time', async () => {
    for (const id of ['t-1', 't-2', 't-3', 't-4'])
      await createItem(api, { id, tags: ['old', 'both'] });
    const change = { tags: ['new', 'both'] };
    const headers = { 'Content-Type': 'application/json', 'If-Match': '*' };
    const patch = { headers, body: JSON.stringify(change) };
    expect((await api.send('PATCH', '/items/t-1', patch)).status).toBe(200);
    expect((await api.put('/items/t-2', newItem({ id: 't-2', ...change }))).status).toBe(200);
    expect((await api.delete('/items/t-3')).status).toBe(204);
    expect(await readPages(api, '/items?tag=old')).toEqual([['t-4']]);
    expect(await readPages(api, '/items?tag=new')).toEqual([['t-1', 't-2']]);
    expect(await readPages(api, '/items?tag=both')).toEqual([['t-1', 't-2', 't-4']]);
  });

  it('200 show a user who is created in the meantime on the last page', async () => {
    const first = await api.get<UserListDto>('/users?limit=2');
    const { user } = await createMember(api);
    const rest = (await readPages(api, getNextLink(first))).flat();
    expect(rest).toEqual([...(allIds.get('/users') ?? []).slice(2), user.id]);
  });

  it.each(LISTS)('200 from the Link and from the nextCursor of %s are equal', async (list) => {
    const path = `${toPath(list)}limit=2`;
    const first = await api.get<ItemListDto>(path);
    const next = await api.get(`${path}&cursor=${first.body.nextCursor}`);
    expect(next.status).toBe(200);
    expect((await api.get(getNextLink(first))).text).toBe(next.text);
    expect(getNextLink(first)).toBe(`${path}&cursor=${first.body.nextCursor}`);
  });

  it('200 to HEAD has the same Link', async () => {
    const { headers } = await api.get('/users?limit=2');
    const head = await api.send('HEAD', '/users?limit=2');
    expect(head.status).toBe(200);
    expect(head.headers.link).toBe(headers.link);
  });

  it('200 links to the same query, with only the characters that a URL allows', async () => {
    const tag = '<"é"> & + %';
    await createItem(api, { tags: [tag] });
    await createItem(api, { tags: [tag] });
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

  it('200 for a cursor with another limit and with the same filters written differently', async () => {
    const { one } = owners;
    const first = await api.get<ItemListDto>(`/items?tag=even&limit=1&ownerId=${one}`);
    const query = `ownerId=${one.toUpperCase()}&%74ag=%65ven&cursor=${first.body.nextCursor}`;
    const next = await api.get<ItemListDto>(`/items?${query}`);
    expect(next.status).toBe(200);
    expect(getIds(next)).toEqual(allIds.get('/items?ownerId=:one&tag=even')?.slice(1));
  });

  it('200 begin as the example in the document says', async () => {
    const { example } = document.paths['/items'].get.responses[200].headers.Link;
    const { status, body } = await api.get<ItemListDto>(/<(.+)>/.exec(example)?.[1] ?? '');
    expect(status).toBe(200);
    expect(body.items[0].id).toBe('floor-lamp');
  });
});

describe('A cursor', () => {
  const invalidCursor = {
    parameter: 'cursor',
    detail: 'must be the nextCursor of another page of this list',
  };

  it.each(LISTS)('400 when it belongs to %s and is sent to any other list', async (list) => {
    const { body } = await api.get<ItemListDto>(`${toPath(list)}limit=1`);
    for (const other of LISTS.filter((candidate) => candidate !== list)) {
      const response = await api.get(`${toPath(other)}cursor=${body.nextCursor}`);
      expect([other, response.status, response.body.errors]).toEqual([other, 400, [invalidCursor]]);
    }
  });

  it('400 when any character of it is changed or missing', async () => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const characters = Array.from(String(nextCursor));
    for (const [index, character] of characters.entries()) {
      for (const other of ['', ALPHABET[ALPHABET.indexOf(character) ^ 1]]) {
        const { status, body } = await api.get(
          `/items?cursor=${characters.with(index, other).join('')}`,
        );
        expect([status, body.errors]).toEqual([400, [invalidCursor]]);
      }
    }
  });

  it.each([
    ['padding', '='],
    ['an extra letter', 'A'],
    ['a line break', '%0A'],
    ['NUL', '%00'],
    ['a character that base64url ignores', '!'],
    ['as many characters as fit in a URL', 'A'.repeat(1900)],
  ])('400 when it ends in %s', async (_, end) => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const { status, body } = await api.get(`/items?cursor=${nextCursor}${end}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([invalidCursor]);
  });

  it.each(['', 'x', '0', 'null', '__proto__', 'desk-lamp', '%F0%9F%92%A1'])(
    '400 when it is invented: %s',
    async (cursor) => {
      for (const list of ['/items', '/users', `/users/${owners.one}/items`]) {
        const { status, body } = await api.get(`${list}?cursor=${cursor}`);
        expect(status).toBe(400);
        expect(body.errors).toEqual([invalidCursor]);
      }
    },
  );

  // A client that knows the source code can build these.
  it.each([
    ['/items', ''],
    ['/items', 'a\0'],
    ['/items', '\ud800'],
    ['/items', '\ufffd'],
    ['/items', 'x'.repeat(65)],
    ['/items', `'; DROP TABLE items; --`],
    ['/users', 'desk-lamp'],
    ['/users', '\0'],
  ])('400 when it is built for %s with an invalid id: %j', async (list, id) => {
    const cursor = createCursor(id, { path: list, params: {}, query: {} });
    const { status, body } = await api.get(`${list}?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([invalidCursor]);
  });

  it('400 when it is sent twice', async () => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const { status, body } = await api.get(`/items?cursor=${nextCursor}&cursor=${nextCursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'must be given once' }]);
  });

  it('400 lists it together with all other errors', async () => {
    const { status, body } = await api.get('/users/1/items?cursor=x&limit=0&page=2');
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(4);
    for (const parameter of ['id', 'cursor', 'limit', 'page']) {
      expect(body.errors).toContainEqual({ parameter, detail: expect.any(String) });
    }
  });

  it('400 when the operation does not return a list', async () => {
    const { status, body } = await api.get('/items/desk-lamp?cursor=x');
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'is not known here' }]);
  });
});

/** The path of a list, ending so that another parameter can be added. */
function toPath(list: string): string {
  const path = list.replace(/:(one|two)/, (_, name: 'one' | 'two') => owners[name]);
  return path + (path.includes('?') ? '&' : '?');
}

async function createItem(client: Client, fields: object): Promise<void> {
  expect((await client.post('/items', newItem(fields))).status).toBe(201);
}
