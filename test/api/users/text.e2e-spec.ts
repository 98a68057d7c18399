import { describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { NO_LINE, NOTHING_VISIBLE, VISIBLE, WITH_LINE_BREAK } from '../../../libs/validation/test/texts.js';
import { newUser } from '../../support/users.js';

const api = useApp();

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
