import { describe, expect, it } from '@jest/globals';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { race, sortCodes, useTwoInstances } from '../support/two-instances.js';
import { createMember, newUser } from './new-user.js';

const clients = useTwoInstances();
const [api] = clients;

describe('POST /users', () => {
  it('201 creates the user', async () => {
    const { password, ...fields } = newUser();
    const { status, body, headers } = await api.post<UserDto>('/users', { ...fields, password });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...fields, role: 'member' });
    expect(body.id[14]).toBe('7'); // the UUID version
    expect(headers.location).toBe(`/users/${body.id}`);
    const read = await api.get<UserDto>(`/users/${body.id}`);
    expect(read.body).toEqual(body);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it.each([
    ['an email with capitals', { email: 'Case.Kept@Example.com' }],
    ['the longest name, in code points', { name: '💡'.repeat(80) }],
    ['a name in any script', { name: 'Nguye\u0302\u0303n 👩\u200d👧 می\u200cخواهم שָׁלוֹם 한글 ⠓⠊' }],
  ])('201 stores %s unchanged', async (_, fields) => {
    const { status, body } = await api.post<UserDto>('/users', newUser(fields));
    expect(status).toBe(201);
    expect((await api.get(`/users/${body.id}`)).body).toMatchObject(fields);
  });

  const composed = 'caf\u00e9 au lait \u00e0 volont\u00e9';
  const invisible = 'secret \u200b\u200d\u00ad\ufe0f\u202e\u2800\u3164\u0301\n\r\t\u2028\u2029';
  it.each([
    ['in another Unicode form', composed, composed.normalize('NFD')],
    ['with characters that nobody sees', invisible, invisible],
    ['as short as it may be', 'x'.repeat(12), 'x'.repeat(12)],
    ['as long as it may be, in code points', '💡'.repeat(128), '💡'.repeat(128)],
  ])('201 accepts a password that logs in %s', async (_, password, typed) => {
    const user = newUser({ password });
    expect((await api.post('/users', user)).status).toBe(201);
    const login = { email: user.email, password: typed };
    expect((await api.post('/auth/login', login)).status).toBe(200);
  });

  it('409 when the email of another user differs only in letter case', async () => {
    const { email } = (await createMember(api)).user;
    const { status, body } = await api.post('/users', newUser({ email: email.toUpperCase() }));
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/email-taken');
  });

  it.each<[string, object]>([
    ['#/name', { name: 'x'.repeat(81) }],
    ['#/name', { name: ' x' }],
    ['#/name', { name: '\u200b' }],
    ['#/name', { name: 'a\nb' }],
    ['#/name', { name: 'a\0b' }],
    ['#/email', { email: 'nobody' }],
    ['#/email', { email: ['a@example.com'] }],
    ['#/email', { email: undefined }],
    ['#/password', { password: '💡'.repeat(11) }],
    ['#/password', { password: 'x'.repeat(129) }],
    ['#/password', { password: 123456789012 }],
  ])('422 at %s: %j', async (pointer, fields) => {
    const { status, body } = await api.post('/users', newUser(fields));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });

  it.each<[string, object]>([
    ['#/id', { id: '019af000-0000-7000-8000-000000000009' }],
    ['#/role', { role: 'admin' }],
    ['#/createdAt', { createdAt: '2026-01-01T00:00:00.000Z' }],
    ['#/passwordHash', { passwordHash: 'x' }],
  ])('422 at %s, which no client can set', async (pointer, fields) => {
    const { status, body } = await api.post('/users', newUser(fields));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: 'is not known here' }]);
  });
});

describe('POST /users, eight at once', () => {
  it('201 to one and 409 to seven with one email', async () => {
    const { email } = newUser();
    const responses = await race(clients, (client) => client.post('/users', newUser({ email })));
    expect(sortCodes(responses)).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });
});
