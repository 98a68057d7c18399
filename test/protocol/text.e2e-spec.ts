import { describe, expect, it } from '@jest/globals';
import {
  NO_LINE,
  NOTHING_VISIBLE,
  VISIBLE,
  WITH_CONTROL_CHARACTER,
  WITH_LINE_BREAK,
  WITH_SPACE_AT_AN_END,
} from '../support/texts.js';
import { newThing, newThingFields, useThings } from '../support/use-things.js';

/*
 * Which characters a text may have. With each response, the contract compares the verdict of the service with
 * the one of the schema in the document.
 */

const api = useThings();

describe('As a text of one line', () => {
  it.each(VISIBLE)('201 stores %s unchanged', async (_, name) => {
    const path = `/things/${newThing().id}`;
    expect((await api.put(path, { name })).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject({ name });
  });

  it.each(NO_LINE)('422 for %s', async (_, name) => {
    const { status, body } = await api.put('/things/text', { name });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/name', detail: expect.any(String) }]);
  });

  it('422 for tags and variation selectors beyond U+FFFF, of which the schema knows nothing', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (const name of ['\u{e0001}\u{e0041}', '\u{e0100}']) {
      const body = JSON.stringify({ name });
      expect((await api.exchange('PUT', '/things/text', { headers, body })).status).toBe(422);
    }
  });
});

describe('As a text of many lines', () => {
  it.each([...VISIBLE, ...NOTHING_VISIBLE, ...WITH_LINE_BREAK, ...WITH_SPACE_AT_AN_END])(
    '201 stores %s unchanged',
    async (_, note) => {
      const path = `/things/${newThing().id}`;
      expect((await api.put(path, newThingFields({ note }))).status).toBe(201);
      expect((await api.get(path)).body).toMatchObject({ note });
    },
  );

  it.each(WITH_CONTROL_CHARACTER)('422 for %s', async (_, note) => {
    const { status, body } = await api.put('/things/text', newThingFields({ note }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/note', detail: expect.any(String) }]);
  });
});
