import { describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { newItem } from '../../support/items.js';
import { NO_LINE, VISIBLE } from '../../../libs/validation/test/texts.js';

const api = useApp();

describe('As a tag', () => {
  it.each(VISIBLE)('201 stores %s unchanged', async (_, text) => {
    const item = newItem({ tags: ['home', text] });
    expect((await api.post('/items', item)).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject({ tags: ['home', text] });
  });

  it.each(NO_LINE)('422 for %s', async (_, text) => {
    const { status, body } = await api.post('/items', newItem({ tags: ['home', text] }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/tags', detail: expect.any(String) }]);
  });
});

describe('As the tag in a query', () => {
  it.each(VISIBLE)('200 for %s', async (_, text) => {
    expect((await api.get(`/items?tag=${encodeURIComponent(text)}`)).status).toBe(200);
  });

  it.each(NO_LINE)('400 for %s', async (_, text) => {
    const { status, body } = await api.get(`/items?tag=${encodeURIComponent(text)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'tag', detail: expect.any(String) }]);
  });
});
