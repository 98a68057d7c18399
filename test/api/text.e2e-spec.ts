import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { newItem, newUser } from '../support/examples.js';

/*
 * Which characters a text may have. With each response, the contract compares the verdict of the service with
 * the one of the schema in the document.
 */

const api = useApp();

const VISIBLE: [string, string][] = [
  ['a letter with a combining mark', 'e\u0301'],
  ['Vietnamese with two marks on a letter', 'Nguye\u0302\u0303n'],
  ['an emoji of several, joined by ZWJ', '👩\u200d👩\u200d👧'],
  ['a flag', '🇳🇿'],
  ['a flag made of tags', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['a symbol with a variation selector', '☎\ufe0f'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['Persian with ZWNJ', 'می\u200cخواهم'],
  ['Arabic with vowel signs', 'مُحَمَّد'],
  ['Hebrew with points', 'שָׁלוֹם'],
  ['Hindi with ZWJ', 'क्\u200dष'],
  ['Thai', 'สวัสดี'],
  ['Hangul', '한글'],
  ['Braille', '⠓⠊'],
  ['a soft hyphen in a word', 'Desk\u00adlamp'],
  ['a text that begins with a mark of its direction', '\u200fעברית'],
  ['white space within', 'a b\u00a0c\u3000d'],
  ['one character', '·'],
];

const NOTHING_VISIBLE: [string, string][] = [
  ['a zero width space', '\u200b'],
  ['a zero width joiner', '\u200d'],
  ['a soft hyphen', '\u00ad'],
  ['a word joiner', '\u2060'],
  ['a Mongolian vowel separator', '\u180e'],
  ['a variation selector', '\ufe0f'],
  ['a mark of direction', '\u200e'],
  ['an override of direction', '\u202e\u202c'],
  ['the empty Braille pattern', '\u2800'],
  ['a Hangul filler', '\u3164'],
  ['the other Hangul fillers', '\u115f\u1160\uffa0'],
  ['a combining mark', '\u0301'],
  ['combining marks and format characters', '\u0301\u200b\u20dd\u200d\ufe0f'],
  ['an interlinear annotation', '\ufff9\ufffb'],
];

const WITH_CONTROL_CHARACTER: [string, string][] = [
  ['NUL', 'a\0b'],
  ['a bell', 'a\u0007b'],
  ['an escape', 'a\u001b[31mb'],
  ['DEL', 'a\u007fb'],
  ['NEL', 'a\u0085b'],
  ['another C1 control', 'a\u009fb'],
];

const WITH_LINE_BREAK: [string, string][] = [
  ['a line feed', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a tab', 'a\tb'],
  ['a line separator', 'a\u2028b'],
  ['a paragraph separator', 'a\u2029b'],
];

const WITH_SPACE_AT_AN_END: [string, string][] = [
  ['a space at the start', ' a'],
  ['a line feed at the end', 'a\n'],
  ['a no-break space at the end', 'a\u00a0'],
  ['an ideographic space at the start', '\u3000a'],
  ['a byte order mark at the start', '\ufeffa'],
];

const NO_LINE = [...NOTHING_VISIBLE, ...WITH_CONTROL_CHARACTER, ...WITH_LINE_BREAK].concat(
  WITH_SPACE_AT_AN_END,
);

describe.each([
  ['the name of an item', '#/name', (text: string) => ({ name: text })],
  ['a tag', '#/tags', (text: string) => ({ tags: ['home', text] })],
])('As %s', (_, pointer, toFields) => {
  it.each(VISIBLE)('201 stores %s unchanged', async (_, text) => {
    const item = newItem(toFields(text));
    expect((await api.post('/items', item)).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(toFields(text));
  });

  it.each(NO_LINE)('422 for %s', async (_, text) => {
    const { status, body } = await api.post('/items', newItem(toFields(text)));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });

  it('422 for tags and variation selectors beyond U+FFFF, of which the schema knows nothing', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (const text of ['\u{e0001}\u{e0041}', '\u{e0100}']) {
      const body = JSON.stringify(newItem(toFields(text)));
      expect((await api.exchange('POST', '/items', { headers, body })).status).toBe(422);
    }
  });
});

describe('As the description of an item', () => {
  it.each([...VISIBLE, ...NOTHING_VISIBLE, ...WITH_LINE_BREAK, ...WITH_SPACE_AT_AN_END])(
    '201 stores %s unchanged',
    async (_, description) => {
      const item = newItem({ description });
      expect((await api.post('/items', item)).status).toBe(201);
      expect((await api.get(`/items/${item.id}`)).body).toMatchObject({ description });
    },
  );

  it.each(WITH_CONTROL_CHARACTER)('422 for %s', async (_, description) => {
    const { status, body } = await api.post('/items', newItem({ description }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/description', detail: expect.any(String) }]);
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

describe('As the name of a user', () => {
  it.each(VISIBLE)('200 stores %s unchanged', async (_, name) => {
    const { status } = await api.patch('/users/019af000-0000-7000-8000-000000000003', { name });
    expect(status).toBe(200);
    const { body } = await api.get('/users/019af000-0000-7000-8000-000000000003');
    expect(body.name).toBe(name);
  });

  it.each(NO_LINE)('422 for %s', async (_, name) => {
    const { status, body } = await api.post('/users', newUser({ name }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/name', detail: expect.any(String) }]);
  });
});

describe('As a password', () => {
  it.each([...NOTHING_VISIBLE, ...WITH_LINE_BREAK])('201 accepts %s', async (_, text) => {
    const password = `correct horse ${text}`;
    const user = newUser({ password });
    expect((await api.post('/users', user)).status).toBe(201);
    const { email } = user;
    expect((await api.post('/auth/login', { email, password })).status).toBe(200);
  });
});
