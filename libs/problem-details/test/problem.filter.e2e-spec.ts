import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type LoggerService, Module, Param, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { ExceptionsModule } from './exceptions.js';
import { Client, type HttpResponse } from '#contract-testing';
import { ProblemDetailsModule, ServiceUnavailable } from '#problem-details';

/* The filter on Nest's own Fastify adapter, without any other library. */

class DriverError extends Error {}

/** What each handler throws. */
const ERRORS: Record<string, () => unknown> = {
  driver: () => new DriverError('The password is secret.'),
  unexpected: () => Object.assign(new TypeError('The value is secret.'), { code: 'E_ODD' }),
  text: () => 'secret',
  nothing: () => undefined,
};

@Controller('errors')
class ErrorsController {
  @Get(':name')
  throwError(@Param('name') name: string): never {
    throw ERRORS[name]();
  }

  @Get('gone/away')
  async hangUp(@Req() { raw }: FastifyRequest): Promise<never> {
    await once(raw.socket.destroy(), 'close');
    throw new Error('The client hung up.');
  }
}

@Module({
  controllers: [ErrorsController],
  imports: [
    ProblemDetailsModule.forRoot({
      basePath: '/shop',
      toProblem: (error) =>
        error instanceof DriverError
          ? new ServiceUnavailable('Try again.', { reason: '08006' })
          : undefined,
    }),
  ],
})
class ErrorsModule {}

describe('ProblemFilter', () => {
  const client = new Client();
  const logged: unknown[][] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const ignore = (): void => undefined;
    const error = (...args: unknown[]): void => void logged.push(args);
    const logger: LoggerService = { log: ignore, warn: ignore, error };
    app = await NestFactory.create(ErrorsModule, new FastifyAdapter(), { logger });
    await app.listen(0, '127.0.0.1');
    client.connect(await app.getUrl());
  });

  beforeEach(() => void logged.splice(0));

  afterAll(async () => {
    client.close();
    await app.close();
  });

  it('503 when the application maps the error', async () => {
    const { status, headers, body, text } = await client.get('/errors/driver?password=x');
    expect(status).toBe(503);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(headers['retry-after']).toBe('1');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-request-id']).toBe(body.requestId);
    expect(body).toEqual({
      type: '/shop/problems/service-unavailable',
      title: 'Service unavailable',
      status: 503,
      detail: 'Try again.',
      instance: '/shop/errors/driver',
      requestId: expect.any(String),
    });
    expect(text).not.toContain('secret');
    expect(logged).toEqual([]);
  });

  it('500 logs where an unexpected error was thrown, without its message', async () => {
    const { status, body, text } = await client.get('/errors/unexpected?password=x');
    expect(status).toBe(500);
    expect(body.type).toBe('/shop/problems/internal-error');
    expect(text).not.toContain('secret');
    expect(logged).toEqual([
      [
        'TypeError E_ODD',
        {
          id: body.requestId,
          method: 'GET',
          path: '/errors/unexpected',
          route: '/errors/:name',
        },
        expect.stringMatching(/^TypeError E_ODD\n {4}at .+problem\.filter\.e2e-spec/),
        'Request',
      ],
    ]);
  });

  it.each(['text', 'nothing'])('500 when what is thrown is no error: %s', async (name) => {
    const { status, text } = await client.get(`/errors/${name}`);
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });

  it('sends and logs nothing when the client has hung up', async () => {
    await expect(client.get('/errors/gone/away')).rejects.toThrow('socket hang up');
    expect(logged).toEqual([]);
  });
});

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
