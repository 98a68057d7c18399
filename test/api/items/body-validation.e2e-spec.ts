import { describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { newItem } from '../../support/items.js';
import { newUser } from '../../support/users.js';

const api = useApp();

const price = (amount: unknown, currency: unknown = 'EUR'): object => ({
  price: { amount, currency },
});
const tags = (count: number): string[] => Array.from({ length: count }, (_, n) => `tag ${n}`);

describe('A field of an item', () => {
  it.each<[string, object]>([
    ['#/id', { id: 'x'.repeat(65) }],
    ['#/id', { id: 'Desk' }],
    ['#/id', { id: 1 }],
    ['#/id', { id: undefined }],
    ['#/name', { name: '' }],
    ['#/name', { name: '💡'.repeat(81) }],
    ['#/name', { name: ' lamp' }],
    ['#/name', { name: 'lamp\u00a0' }],
    ['#/name', { name: 'la\0mp' }],
    ['#/name', { name: 'la\ud800mp' }],
    ['#/name', { name: null }],
    ['#/name', { name: ['lamp'] }],
    ['#/name', { name: { constructor: 1 } }],
    ['#/description', { description: 'x'.repeat(2001) }],
    ['#/description', { description: '\0' }],
    ['#/description', { description: 5 }],
    ['#/price', { price: undefined }],
    ['#/price', { price: null }],
    ['#/price', { price: '19.99' }],
    ['#/price', { price: [] }],
    ['#/price/amount', price(19.99)],
    ['#/price/amount', price('19.9')],
    ['#/price/amount', price('019.99')],
    ['#/price/amount', price('-1.00')],
    ['#/price/amount', price('10000000000.00')],
    ['#/price/amount', price('1e2')],
    ['#/price/amount', price('١.٠٠')],
    ['#/price/amount', price('1.00\n')],
    ['#/price/currency', price('1.00', 'eur')],
    ['#/price/currency', price('1.00', 'XYZ')],
    ['#/price/vat', { price: { amount: '1.00', currency: 'EUR', vat: 1 } }],
    ['#/price/constructor', { price: { amount: '1.00', currency: 'EUR', constructor: 1 } }],
    ['#/tags', { tags: null }],
    ['#/tags', { tags: 'home' }],
    ['#/tags', { tags: { length: 1 } }],
    ['#/tags', { tags: tags(11) }],
    ['#/tags', { tags: ['a', 'a'] }],
    ['#/tags', { tags: [''] }],
    ['#/tags', { tags: ['x'.repeat(31)] }],
    ['#/tags', { tags: [['a']] }],
    ['#/tags', { tags: [{ constructor: 1, toString: 2 }] }],
    ['#/tags', { tags: ['\0'] }],
    ['#/ownerId', { ownerId: '019af000-0000-7000-8000-000000000002' }],
    ['#/createdAt', { createdAt: '2026-01-01T00:00:00.000Z' }],
    ['#/version', { version: 1 }],
    ['#/constructor', { constructor: 1 }],
    ['#/toString', { toString: 1 }],
    ['#/hasOwnProperty', { hasOwnProperty: 1 }],
    ['#/a~1b~0c%25', { 'a/b~c%': 1 }],
  ])('422 at %s: %j', async (pointer, fields) => {
    const before = await api.get('/items?limit=100');
    const { status, body } = await api.post('/items', newItem(fields));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
    expect((await api.get('/items?limit=100')).text).toBe(before.text);
  });

  it.each<[string, object]>([
    ['the longest name, in code points', { name: '💡'.repeat(80) }],
    ['a name that differs from another only in letter case', { name: 'DESK LAMP' }],
    ['the longest id', { id: 'x'.repeat(64) }],
    ['an id with digits only', { id: '2026-11' }],
    ['the longest description', { description: '𝄞'.repeat(2000) }],
    ['an empty description', { description: '' }],
    ['a description with white space at both ends', { description: ' \n x \t' }],
    ['a null description', { description: null }],
    ['the highest price', price('9999999999.99')],
    ['the lowest price', price('0.00')],
    ['a currency without minor units', price('100.00', 'JPY')],
    ['ten tags', { tags: tags(10) }],
    ['tags that PostgreSQL must quote', { tags: ['a,b', '"c"', '{d}', 'NULL', '\\e'] }],
    ['text in many scripts', { description: 'Ελληνικά עברית 日本語 e\u0301 \u200d \u202e' }],
    ['SQL', { description: `'; DROP TABLE items; --` }],
  ])('201 stores %s unchanged', async (_, fields) => {
    const item = newItem(fields);
    expect((await api.post('/items', item)).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(fields);
  });

  it.each([
    ['introduced in 2025', 'XCG'],
    ['introduced in 2024', 'ZWG'],
    ['introduced in 2022', 'SLE'],
    ['of several countries', 'XOF'],
    ['that Bulgaria has now', 'EUR'],
  ])('201 stores a price in a currency %s: %s', async (_, currency) => {
    const item = newItem(price('1.00', currency));
    expect((await api.post('/items', item)).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(item);
    const patch = { price: { currency } };
    expect((await api.patch(`/items/${item.id}`, patch)).status).toBe(200);
  });

  it.each([
    ['withdrawn in 2026', 'BGN'],
    ['withdrawn in 2025', 'ANG'],
    ['withdrawn in 2024', 'ZWL'],
    ['withdrawn in 2023', 'HRK'],
    ['withdrawn in 2023', 'SLL'],
    ['withdrawn in 2021', 'CUC'],
    ['for accounts of a central bank only', 'VED'],
    ['of a fund', 'CLF'],
    ['of a metal', 'XAU'],
    ['for tests', 'XTS'],
    ['for no currency', 'XXX'],
    ['that ISO 4217 does not have', 'CNH'],
  ])('422 for a price in a currency %s: %s', async (_, currency) => {
    const item = newItem();
    expect((await api.post('/items', item)).status).toBe(201);
    const responses = [
      await api.post('/items', { ...item, ...price('1.00', currency) }),
      await api.patch(`/items/${item.id}`, { price: { currency } }),
    ];
    for (const { status, body } of responses) {
      expect(status).toBe(422);
      expect(body.errors).toEqual([{ pointer: '#/price/currency', detail: expect.any(String) }]);
    }
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(item);
  });

  it('422 for a number that JavaScript cannot represent', async () => {
    const body = JSON.stringify(newItem({ description: 0 })).replace('0', `1${'0'.repeat(400)}`);
    const headers = { 'Content-Type': 'application/json' };
    expect((await api.send('POST', '/items', { headers, body })).status).toBe(422);
  });

  it('422 lists every invalid field', async () => {
    const { status, body } = await api.post('/items', { name: '', price: { amount: 1 } });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { pointer: '#/id' },
      { pointer: '#/name' },
      { pointer: '#/price/amount' },
      { pointer: '#/price/currency' },
    ]);
  });
});

describe('A field of a user', () => {
  it.each<[string, object]>([
    ['#/name', { name: 'x'.repeat(81) }],
    ['#/email', { email: 'nobody' }],
    ['#/email', { email: 'a@b' }],
    ['#/email', { email: 'a b@example.com' }],
    ['#/email', { email: ' a@example.com' }],
    ['#/email', { email: 'a\0@example.com' }],
    ['#/email', { email: 'é@example.com' }],
    [
      '#/email',
      { email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.com` },
    ],
    ['#/email', { email: ['a@example.com'] }],
    ['#/password', { password: '💡'.repeat(11) }],
    ['#/password', { password: 'x'.repeat(129) }],
    ['#/password', { password: 123456789012 }],
    ['#/id', { id: '019af000-0000-7000-8000-000000000009' }],
    ['#/role', { role: 'admin' }],
    ['#/passwordHash', { passwordHash: 'x' }],
  ])('422 at %s: %j', async (pointer, fields) => {
    const { status, body } = await api.post('/users', newUser(fields));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });
});
