import { describe, expect, it } from '@jest/globals';
import { createCursor, type ListKey, readCursor } from '../src/cursor.js';
import { paginate, type Range, setNextLink } from '../src/page.js';
import { PageQuery, UuidPageQuery } from '../src/page.query.js';
import type { InputError } from '#problem-details';

const UUID = '019af000-0000-7000-8000-000000000001';

/** A query of a request for `/notes`, and what is wrong with it. */
function bind<Query extends PageQuery>(query: Query, url = '/notes'): [Query, InputError[]] {
  const request = { url, params: {}, query: {}, method: 'GET', headers: {} };
  return [query, query.bindTo({ ...request, routeOptions: { url: '/notes' } })];
}

function withCursor<Query extends PageQuery>(query: Query, id: string): Query {
  query.cursor = createCursor(id, { path: '/notes', params: {}, query });
  return query;
}

describe('PageQuery', () => {
  it('starts after the id of its cursor', () => {
    const [query, errors] = bind(withCursor(new PageQuery(), 'desk-lamp'));
    expect([query.after, errors]).toEqual(['desk-lamp', []]);
  });

  it('starts at the first entry without a cursor', () => {
    const [query, errors] = bind(new PageQuery());
    expect([query.after, errors]).toEqual([undefined, []]);
  });

  it('takes no UUID where ids are slugs in capitals, and UuidPageQuery no slug', () => {
    expect(bind(withCursor(new PageQuery(), 'Desk'))[1]).toHaveLength(1);
    expect(bind(withCursor(new UuidPageQuery(), 'desk-lamp'))[1]).toHaveLength(1);
    expect(bind(withCursor(new UuidPageQuery(), UUID))[1]).toEqual([]);
  });

  it('repeats the query of the request, with the characters that a URL may have', () => {
    const [query] = bind(new PageQuery(), '/notes?tag=<"é">+%26%20%25&cursor=old&limit=1');
    const link = query.toUrl('new');
    expect(link).toMatch(/^\/notes\?[\w%+&=-]+$/);
    expect(Object.fromEntries(new URL(link, 'http://localhost').searchParams)).toEqual({
      tag: '<"é"> & %',
      cursor: 'new',
      limit: '1',
    });
  });
});

describe('paginate', () => {
  const ALL = ['a', 'b', 'c'].map((id) => ({ id }));
  const find = ({ after = '', limit }: Range): Promise<{ id: string }[]> =>
    Promise.resolve(ALL.filter(({ id }) => id > after).slice(0, limit));

  it.each([
    [1, 'a'],
    [2, 'b'],
    [3, undefined],
    [4, undefined],
  ])('of three entries, with the limit %i, has the next page after %s', async (limit, last) => {
    const [query] = bind(Object.assign(new PageQuery(), { limit }));
    const page = await paginate(query, find);
    expect(page.entries).toEqual(ALL.slice(0, limit));
    expect(page.nextCursor).toBe(last === undefined ? null : query.createCursor(last));
    const headers: string[] = [];
    setNextLink(page, { header: (name, value) => headers.push(`${name}: ${value}`) });
    const link = `Link: </notes?cursor=${page.nextCursor}>; rel="next"`;
    expect(headers).toEqual(last === undefined ? [] : [link]);
  });

  it('has no next page of an empty list', async () => {
    const [query] = bind(new PageQuery());
    const page = await paginate(query, () => Promise.resolve([]));
    expect(page).toEqual({ entries: [], nextCursor: null, nextUrl: null });
  });
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LIST: ListKey = { path: '/users/:id/items', params: { id: '1' }, query: { tag: 'a' } };

describe('A cursor', () => {
  it.each(['a', 'desk-lamp', 'é💡', '019af000-0000-7000-8000-000000000001', ''])(
    'leads to the id from which it was created: %j',
    (id) => {
      const cursor = createCursor(id, LIST);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(readCursor(cursor, LIST)).toBe(id);
    },
  );

  it('is the same whatever the page and the order of the filters', () => {
    const cursor = createCursor('a', { ...LIST, query: { tag: 'a', owner: 'b' } });
    const query = { owner: 'b', limit: 5, cursor: 'x', tag: 'a' };
    expect(createCursor('a', { ...LIST, query })).toBe(cursor);
  });

  it.each<[string, Partial<ListKey>]>([
    ['path', { path: '/items' }],
    ['owner', { params: { id: '2' } }],
    ['filter', { query: { tag: 'b' } }],
    ['kind of filter', { query: { owner: 'a' } }],
    ['number of filters', { query: { tag: 'a', owner: 'b' } }],
    ['absence of filters', { query: {} }],
  ])('is not one of a list with another %s', (_, other) => {
    expect(readCursor(createCursor('a', LIST), { ...LIST, ...other })).toBeUndefined();
  });

  it('cannot be read when a character is changed or left out', () => {
    const characters = [...createCursor('desk-lamp', LIST)];
    for (const [index, character] of characters.entries()) {
      for (const other of ['', ALPHABET[ALPHABET.indexOf(character) ^ 1]]) {
        expect(readCursor(characters.with(index, other).join(''), LIST)).toBeUndefined();
      }
    }
  });

  it.each(['=', 'A', '\n', '\0', '!', ' ', 'A'.repeat(1900)])(
    'cannot be read when it ends in %j as well',
    (end) => {
      expect(readCursor(createCursor('desk-lamp', LIST) + end, LIST)).toBeUndefined();
    },
  );

  it.each(['', 'x', '0', 'null', '__proto__', 'desk-lamp', '💡', 'A'.repeat(12)])(
    'cannot be invented: %j',
    (cursor) => {
      expect(readCursor(cursor, LIST)).toBeUndefined();
    },
  );

  // Such an id cannot be stored, and UTF-8 replaces it by U+FFFD.
  it('cannot have half a surrogate pair', () => {
    expect(readCursor(createCursor('\ud800', LIST), LIST)).toBeUndefined();
  });
});
