import { describe, expect, it } from '@jest/globals';
import { METHODS } from '#contract-testing';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();
const ALLOWED = {
  '/notes': 'GET, HEAD, OPTIONS',
  '/notes/first-note': 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
};

describe.each(Object.entries(ALLOWED))('%s', (path, allowed) => {
  it('204 to OPTIONS, with Allow', async () => {
    const { status, headers, text } = await api.send('OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.allow).toBe(allowed);
    expect(text).toBe('');
  });

  it.each(METHODS.filter((method) => !allowed.split(', ').includes(method)))(
    '405 to %s, with the same Allow',
    async (method) => {
      const { status, headers } = await api.send(method, path);
      expect(status).toBe(405);
      expect(headers.allow).toBe(allowed);
    },
  );

  it('200 to HEAD, without content', async () => {
    const { status, text } = await api.send('HEAD', path);
    expect(status).toBe(200);
    expect(text).toBe('');
  });
});

describe('OPTIONS', () => {
  it('204 lists the media types of PATCH when PATCH is allowed', async () => {
    const { status, headers } = await api.send('OPTIONS', '/notes/first-note');
    expect(status).toBe(204);
    expect(headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });

  it('204 ignores Accept and the body', async () => {
    const headers = { Accept: 'text/html', 'Content-Type': 'text/plain' };
    expect((await api.send('OPTIONS', '/notes', { headers, body: 'x' })).status).toBe(204);
  });

  it('404 when no route matches the path', async () => {
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
  });
});

describe('A body', () => {
  it('405 takes precedence over errors in it', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send('PUT', '/notes', { headers, body: '{' })).status).toBe(405);
  });
});
