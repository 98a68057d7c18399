import { describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { ExceptionsModule } from './exceptions.js';

/* A handler may throw Nest's own exceptions. The client still receives problem details. */

const api = useFixture({ imports: [ExceptionsModule] });

/** The contract does not know the path of the fixture; the rules for all responses still apply. */
async function getException(name: string): Promise<HttpResponse> {
  const path = `/exceptions/${name}`;
  const response = await api.exchange<Record<string, unknown>>('GET', path);
  expect(await api.checkRules({ method: 'GET', path, options: {}, response })).toEqual([]);
  return response;
}

describe('An exception of Nest', () => {
  it.each([
    [400, 'HttpException', 'Bad Request', 'a; b'],
    [401, 'UnauthorizedException', 'Unauthorized', 'x'],
    [403, 'ForbiddenException', 'Forbidden', 'x'],
    [409, 'ConflictException', 'Conflict', 'x'],
    [410, 'GoneException', 'Gone', 'x'],
    [418, 'ImATeapotException', "I'm a Teapot", "I'm a teapot"],
    [503, 'ServiceUnavailableException', 'Service Unavailable', 'x'],
  ])('%i from %s, with its status phrase and message', async (code, name, title, detail) => {
    const { status, body } = await getException(name);
    expect(status).toBe(code);
    expect(body).toMatchObject({ type: 'about:blank', title, status: code, detail });
  });

  it('401 has WWW-Authenticate', async () => {
    const { status, headers } = await getException('UnauthorizedException');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  it.each([
    [429, 'ThrottlerException'],
    [503, 'ServiceUnavailableException'],
  ])('%i has Retry-After', async (code, name) => {
    const { status, headers } = await getException(name);
    expect(status).toBe(code);
    expect(headers['retry-after']).toBe('1');
  });
});

describe('An unexpected error', () => {
  it.each(['Error', 'InternalServerErrorException'])(
    '500 from %s, without its message',
    async (name) => {
      const { status, body, text } = await getException(name);
      expect(status).toBe(500);
      expect(body.type).toBe('/problems/internal-error');
      expect(text).not.toContain('secret');
    },
  );
});
