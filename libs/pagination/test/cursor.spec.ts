import { describe, expect, it } from '@jest/globals';
import { createCursor, type ListKey, readCursor } from '../src/cursor.js';

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
