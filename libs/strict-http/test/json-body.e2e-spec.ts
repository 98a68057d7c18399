import { describe, expect, it } from '@jest/globals';
import { JSON_TYPE } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

describe('A body', () => {
  it.each<[string, Record<string, string>, string | Buffer | undefined]>([
    ['is not JSON', JSON_TYPE, '{"title":'],
    ['is missing', JSON_TYPE, ''],
    ['and its type are missing', {}, undefined],
    ['is not UTF-8', JSON_TYPE, Buffer.from('{"title":"\xff"}', 'latin1')],
    ['has a member __proto__', JSON_TYPE, '{"__proto__":{}}'],
    ['has an escaped member __proto__', JSON_TYPE, '{"title":{"\\u005f_proto__":{}}}'],
    ['has a member twice', JSON_TYPE, '{"title":"a","title":"b"}'],
    ['has a member twice, once escaped', JSON_TYPE, '{"title":"a","titl\\u0065":"a"}'],
    ['has a member twice within', JSON_TYPE, '{"title":[{"a":1,"a":2}]}'],
    ['nests 33 levels deep', JSON_TYPE, '['.repeat(34) + ']'.repeat(34)],
    ['nests 50,000 levels deep', JSON_TYPE, '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('400 when it %s', async (_, headers, body) => {
    const { path } = newNote();
    const response = await api.send<{ type: string }>('PUT', path, { headers, body });
    expect(response.status).toBe(400);
    expect(response.body.type).toBe('/problems/malformed-body');
    expect((await api.get(path)).status).toBe(404);
  });

  it('201 when its texts have colons, quotes and braces', async () => {
    const { path, body } = newNote({ title: '\\"a":{"a":' });
    expect((await api.put(path, body)).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject(body);
  });

  it('422 when it nests 32 levels deep, since it was read', async () => {
    const body = '['.repeat(32) + ']'.repeat(32);
    expect((await api.send('PUT', newNote().path, { headers: JSON_TYPE, body })).status).toBe(422);
  });

  it('413 when it exceeds 102,400 bytes, chunked or not', async () => {
    const body = Buffer.alloc(102_401, ' ');
    const chunked = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
    for (const headers of [JSON_TYPE, chunked]) {
      expect((await api.send('PUT', newNote().path, { headers, body })).status).toBe(413);
    }
  });

  it('201 when it has exactly 102,400 bytes', async () => {
    const { path, body: json } = newNote();
    const body = JSON.stringify(json).padEnd(102_400);
    expect((await api.send('PUT', path, { headers: JSON_TYPE, body })).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject(json);
  });
});
