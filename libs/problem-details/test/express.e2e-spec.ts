import { describe, expect, it } from '@jest/globals';
import {
  type MiddlewareConsumer,
  Module,
  type NestModule,
  UnauthorizedException,
} from '@nestjs/common';
import { asJson, type HttpResponse, JSON_TYPE } from '#contract-testing';
import { useExpress } from '../../contract-testing/test/fixture/use-express.js';
import { ExceptionsModule } from './exceptions.js';

/** `/notes/guarded` has a middleware that throws. */
@Module({})
class MiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    const reject = (): never => {
      throw new UnauthorizedException('No token was sent.');
    };
    consumer.apply(reject).forRoutes('notes/guarded');
  }
}

const api = useExpress([ExceptionsModule, MiddlewareModule]);

function expectProblem(
  response: HttpResponse,
  problem: { status: number } & Record<string, unknown>,
): void {
  const { status, headers, body } = response;
  expect(status).toBe(problem.status);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject(problem);
  expect(body.requestId).toBe(headers['x-request-id']);
}

describe('On Express, a problem', () => {
  it('404 of a handler', async () => {
    expectProblem(await api.get('/notes/none?'), {
      type: '/problems/note-not-found',
      title: 'Note not found',
      status: 404,
      detail: 'No note has this id.',
      instance: '/notes/none',
    });
  });

  it('404 of a path that no route matches', async () => {
    expectProblem(await api.get('/nothing'), {
      type: 'about:blank',
      status: 404,
      instance: '/nothing',
    });
  });

  it.each([
    [400, 'HttpException', 'Bad Request', 'a; b'],
    [401, 'UnauthorizedException', 'Unauthorized', 'x'],
    [409, 'ConflictException', 'Conflict', 'x'],
    [503, 'ServiceUnavailableException', 'Service Unavailable', 'x'],
  ])('%i of Nest itself: %s', async (status, name, title, detail) => {
    const response = await api.get(`/exceptions/${name}`);
    const instance = `/exceptions/${name}`;
    expectProblem(response, { type: 'about:blank', title, status, detail, instance });
  });

  it('401 has WWW-Authenticate, 503 has Retry-After', async () => {
    const unauthorized = await api.get('/exceptions/UnauthorizedException');
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.headers['www-authenticate']).toBe('Bearer');
    expect(unauthorized.headers['cache-control']).toBe('no-store');
    const unavailable = await api.get('/exceptions/ServiceUnavailableException');
    expect(unavailable.status).toBe(503);
    expect(unavailable.headers['retry-after']).toBe('1');
  });

  it('500 without the message of the error', async () => {
    const response = await api.get('/exceptions/Error');
    expectProblem(response, { type: '/problems/internal-error', status: 500 });
    expect(response.text).not.toContain('secret');
  });

  it('401 of a middleware has the whole path', async () => {
    for (const path of ['/notes/guarded', '/notes/guarded/more']) {
      expectProblem(await api.get(path), {
        type: 'about:blank',
        status: 401,
        detail: 'No token was sent.',
        instance: path,
      });
    }
  });

  it.each([
    [400, 'that is not JSON', { headers: JSON_TYPE, body: '{' }],
    [413, 'that is too large', asJson({ title: 'x'.repeat(200_000) })],
    [
      415,
      'in another charset',
      { headers: { 'Content-Type': 'application/json; charset=x' }, body: '{}' },
    ],
  ])('%i of a body %s', async (status, _, request) => {
    const response = await api.send<Record<string, unknown>>('PUT', '/notes/x', request);
    expectProblem(response, { type: 'about:blank', status, instance: '/notes/x' });
  });

  it('400 of a path that cannot be decoded', async () => {
    expectProblem(await api.get('/notes/%ff'), { type: 'about:blank', status: 400 });
  });
});

describe('On Express, the request id', () => {
  it('is the one of the client when that is a plain one', async () => {
    const { body } = await api.get('/notes/none', { headers: { 'X-Request-Id': 'A-z_0.9' } });
    expect(body.requestId).toBe('A-z_0.9');
  });

  it.each(['two words', 'x'.repeat(129)])('is a new one when the client sent %s', async (id) => {
    const { body } = await api.get('/notes/none', { headers: { 'X-Request-Id': id } });
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('On Express, GET /problems', () => {
  it('200 is a page for browsers, and JSON for those that prefer it', async () => {
    for (const path of ['/problems', '/problems/note-not-found']) {
      const page = await api.get(path, { headers: { Accept: 'text/html' } });
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.headers.vary).toBe('Accept');
      expect(page.text).toContain('Note not found');
      const json = await api.get(path, { headers: { Accept: 'application/json' } });
      expect(json.status).toBe(200);
      expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(json.text).toContain('"title":"Note not found"');
    }
  });

  it('404 when no problem has the type', async () => {
    const response = await api.get('/problems/none');
    expectProblem(response, { type: '/problems/path-not-found', status: 404 });
  });
});
