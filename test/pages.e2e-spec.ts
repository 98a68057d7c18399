import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import document from '../openapi.json' with { type: 'json' };
import { cursorAfter } from '../src/http/cursor.js';
import type { ItemListDto } from '../src/items/dto/item-list.dto.js';
import type { UserListDto } from '../src/users/dto/user-list.dto.js';
import { createMember, useApp } from './support/app.js';
import type { Answer, Client } from './support/client.js';
import { newItem } from './support/examples.js';

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
/** The ids of each list, as its one page of a hundred has them. */
const whole = new Map<string, string[]>();

beforeAll(async () => {
  for (const name of ['one', 'two'] as const) {
    const { user, client } = await createMember(api);
    owners[name] = user.id;
    for (const tag of ['even', 'odd', 'even', 'odd', 'even', 'odd']) {
      await created(client, { tags: [tag] });
    }
  }
  for (const list of LISTS) whole.set(list, (await walk(`${pathOf(list)}limit=100`)).flat());
});

describe('The pages of a list', () => {
  it('200 have what the tests below count on', () => {
    const counts = LISTS.slice(1).map((list) => whole.get(list)?.length);
    expect(counts).toEqual([6, 6, 6, 6, 3, 5, 6, 6]);
    for (const ids of whole.values()) expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(LISTS.flatMap((list) => [1, 2, 3].map((limit) => [list, limit] as const)))(
    '200 have every entry of %s once and in order, %i on a page',
    async (list, limit) => {
      const ids = whole.get(list) ?? [];
      const pages = Array.from({ length: Math.ceil(ids.length / limit) }, (_, page) =>
        ids.slice(page * limit, (page + 1) * limit),
      );
      expect(await walk(`${pathOf(list)}limit=${limit}`)).toEqual(pages);
    },
  );

  it('200 neither skip nor repeat an entry while others come and go', async () => {
    const tags = ['moving'];
    for (const id of ['m-2', 'm-4', 'm-6', 'm-8']) await created(api, { id, tags });
    const first = await api.get<ItemListDto>('/items?tag=moving&limit=2');
    expect(idsOf(first)).toEqual(['m-2', 'm-4']);
    // The one before the gap, and one on either side of it.
    for (const id of ['m-4', 'm-6']) expect((await api.delete(`/items/${id}`)).status).toBe(204);
    for (const id of ['m-1', 'm-5', 'm-9']) await created(api, { id, tags });
    expect(await walk(linkOf(first))).toEqual([['m-5', 'm-8'], ['m-9']]);
  });

  it('200 of a tag have what has the tag by now', async () => {
    for (const id of ['t-1', 't-2', 't-3', 't-4'])
      await created(api, { id, tags: ['old', 'both'] });
    const change = { tags: ['new', 'both'] };
    const headers = { 'Content-Type': 'application/json', 'If-Match': '*' };
    const patch = { headers, body: JSON.stringify(change) };
    expect((await api.send('PATCH', '/items/t-1', patch)).status).toBe(200);
    expect((await api.put('/items/t-2', newItem({ id: 't-2', ...change }))).status).toBe(200);
    expect((await api.delete('/items/t-3')).status).toBe(204);
    expect(await walk('/items?tag=old')).toEqual([['t-4']]);
    expect(await walk('/items?tag=new')).toEqual([['t-1', 't-2']]);
    expect(await walk('/items?tag=both')).toEqual([['t-1', 't-2', 't-4']]);
  });

  it('200 keep a user who is made meanwhile for the last page', async () => {
    const first = await api.get<UserListDto>('/users?limit=2');
    const { user } = await createMember(api);
    const rest = (await walk(linkOf(first))).flat();
    expect(rest).toEqual([...(whole.get('/users') ?? []).slice(2), user.id]);
  });

  it.each(LISTS)('200 is what both the Link and the nextCursor of %s lead to', async (list) => {
    const path = `${pathOf(list)}limit=2`;
    const first = await api.get<ItemListDto>(path);
    const next = await api.get(`${path}&cursor=${first.body.nextCursor}`);
    expect(next.status).toBe(200);
    expect((await api.get(linkOf(first))).text).toBe(next.text);
    expect(linkOf(first)).toBe(`${path}&cursor=${first.body.nextCursor}`);
  });

  it('200 to HEAD has the Link too', async () => {
    const { headers } = await api.get('/users?limit=2');
    const head = await api.send('HEAD', '/users?limit=2');
    expect(head.status).toBe(200);
    expect(head.headers.link).toBe(headers.link);
  });

  it('200 links with the query as it was sent, and in no other letters than a URL has', async () => {
    const tag = '<"é"> & + %';
    await created(api, { tags: [tag] });
    await created(api, { tags: [tag] });
    const path = `/items?tag=<%22%C3%A9">+%26%20%2B+%25&limit=1`;
    const first = await api.get<ItemListDto>(path);
    const link = linkOf(first);
    expect(link).toMatch(/^\/items\?[\w%+&=-]+$/);
    expect(Object.fromEntries(new URL(link, api.origin).searchParams)).toEqual({
      tag,
      limit: '1',
      cursor: first.body.nextCursor,
    });
    expect(await walk(path)).toHaveLength(2);
  });

  it('200 for a cursor with another limit, and with the same filters in other words', async () => {
    const { one } = owners;
    const first = await api.get<ItemListDto>(`/items?tag=even&limit=1&ownerId=${one}`);
    const query = `ownerId=${one.toUpperCase()}&%74ag=%65ven&cursor=${first.body.nextCursor}`;
    const next = await api.get<ItemListDto>(`/items?${query}`);
    expect(next.status).toBe(200);
    expect(idsOf(next)).toEqual(whole.get('/items?ownerId=:one&tag=even')?.slice(1));
  });

  it('200 begin where the example of the document says', async () => {
    const { example } = document.paths['/items'].get.responses[200].headers.Link;
    const { status, body } = await api.get<ItemListDto>(/<(.+)>/.exec(example)?.[1] ?? '');
    expect(status).toBe(200);
    expect(body.items[0].id).toBe('floor-lamp');
  });
});

describe('A cursor', () => {
  const fault = {
    parameter: 'cursor',
    detail: 'must be the nextCursor of another page of this list',
  };

  it.each(LISTS)('400 when it is of %s, in any other list', async (list) => {
    const { body } = await api.get<ItemListDto>(`${pathOf(list)}limit=1`);
    for (const other of LISTS.filter((candidate) => candidate !== list)) {
      const answer = await api.get(`${pathOf(other)}cursor=${body.nextCursor}`);
      expect([other, answer.status, answer.body.errors]).toEqual([other, 400, [fault]]);
    }
  });

  it('400 when any letter of it is another, or missing', async () => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const letters = Array.from(String(nextCursor));
    for (const [index, letter] of letters.entries()) {
      for (const other of ['', ALPHABET[ALPHABET.indexOf(letter) ^ 1]]) {
        const { status, body } = await api.get(
          `/items?cursor=${letters.with(index, other).join('')}`,
        );
        expect([status, body.errors]).toEqual([400, [fault]]);
      }
    }
  });

  it.each([
    ['padding', '='],
    ['a letter', 'A'],
    ['a line', '%0A'],
    ['NUL', '%00'],
    ['what base64url ignores', '!'],
    ['as much as a URL has room for', 'A'.repeat(1900)],
  ])('400 when it ends in %s', async (_, end) => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const { status, body } = await api.get(`/items?cursor=${nextCursor}${end}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([fault]);
  });

  it.each(['', 'x', '0', 'null', '__proto__', 'desk-lamp', '%F0%9F%92%A1'])(
    '400 when it is made up: %s',
    async (cursor) => {
      for (const list of ['/items', '/users', `/users/${owners.one}/items`]) {
        const { status, body } = await api.get(`${list}?cursor=${cursor}`);
        expect(status).toBe(400);
        expect(body.errors).toEqual([fault]);
      }
    },
  );

  // Whoever reads the source can make these.
  it.each([
    ['/items', ''],
    ['/items', 'a\0'],
    ['/items', '\ud800'],
    ['/items', '\ufffd'],
    ['/items', 'x'.repeat(65)],
    ['/items', `'; DROP TABLE items; --`],
    ['/users', 'desk-lamp'],
    ['/users', '\0'],
  ])('400 when it is made up for %s with an id that none can be: %j', async (list, id) => {
    const request = { routeOptions: { url: list }, params: {}, query: {} } as FastifyRequest;
    const { status, body } = await api.get(`${list}?cursor=${cursorAfter(id, request)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([fault]);
  });

  it('400 when it is given twice', async () => {
    const { nextCursor } = (await api.get<ItemListDto>('/items?limit=1')).body;
    const { status, body } = await api.get(`/items?cursor=${nextCursor}&cursor=${nextCursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'must be given once' }]);
  });

  it('400 names it together with whatever else is wrong', async () => {
    const { status, body } = await api.get('/users/1/items?cursor=x&limit=0&page=2');
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(4);
    for (const parameter of ['id', 'cursor', 'limit', 'page']) {
      expect(body.errors).toContainEqual({ parameter, detail: expect.any(String) });
    }
  });

  it('400 where there is no list', async () => {
    const { status, body } = await api.get('/items/desk-lamp?cursor=x');
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'is not known here' }]);
  });
});

/** The path of a list, ready for one more parameter. */
function pathOf(list: string): string {
  const path = list.replace(/:(one|two)/, (_, name: 'one' | 'two') => owners[name]);
  return path + (path.includes('?') ? '&' : '?');
}

/** Follows the Links from a page to the last: the ids on each. */
async function walk(path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next = path; next !== '';) {
    const answer = await api.get<ItemListDto | UserListDto>(next);
    expect(answer.status).toBe(200);
    pages.push(idsOf(answer));
    next = linkOf(answer);
  }
  return pages;
}

function idsOf({ body }: Answer<ItemListDto | UserListDto>): string[] {
  return ('items' in body ? body.items : body.users).map(({ id }) => id);
}

/** Where the next page is; empty on the last. */
function linkOf({ headers }: Answer<unknown>): string {
  return /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1] ?? '';
}

async function created(client: Client, fields: object): Promise<void> {
  expect((await client.post('/items', newItem(fields))).status).toBe(201);
}
