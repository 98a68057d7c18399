import { describe, expect, it } from '@jest/globals';
import { Body, Controller, type ExecutionContext, Get, Param, Query } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import nest from '@nestjs/common/package.json' with { type: 'json' };
import { ParametersGuard } from '../src/parameters.guard.js';
import { IsOptionalNotNull } from '../src/fields.js';
import { IsText } from '../src/is-text.js';
import { PARAM, QUERY, ROUTE_ARGUMENTS } from '../src/declared-parameters.js';
import { type InputError, InvalidParameters } from '#problem-details';
import { checkConditionalHeaders } from '#conditional-requests';
import { createCursor, PageQuery } from '#pagination';

class ThingParams {
  @IsUUID('loose')
  id: string;
}

class ThingQuery extends PageQuery {
  @IsOptionalNotNull()
  @IsText(1, 5)
  tag?: string;
}

const ID = '019af000-0000-7000-8000-000000000001';

/** Puts a function without a name in the place of the method, as a decorator for tracing does. */
function Wrapped(): MethodDecorator {
  return (_target, _key, descriptor: PropertyDescriptor) => {
    const method = descriptor.value as (...args: unknown[]) => unknown;
    const wrappers = [
      function (this: unknown, ...args: unknown[]): unknown {
        return method.apply(this, args);
      },
    ];
    descriptor.value = wrappers[0];
  };
}

@Controller()
class ThingsController {
  @Get()
  whole(@Param() params: ThingParams, @Query() query: ThingQuery): unknown {
    return [params, query];
  }

  @Get()
  @Wrapped()
  wrapped(@Query() query: ThingQuery): unknown {
    return query;
  }

  @Get()
  named(@Param('id') id: string, @Query('tag') tag: string): unknown {
    return [id, tag];
  }

  @Get()
  both(@Query() query: PageQuery, @Query('sort') sort: string): unknown {
    return [query, sort];
  }

  @Get()
  open(@Query() query: Record<string, string>): unknown {
    return query;
  }

  @Get()
  none(@Body() body: ThingQuery): unknown {
    return body;
  }

  @Get()
  two(@Query() query: PageQuery, @Query() other: ThingQuery): unknown {
    return [query, other];
  }
}

type Handler = keyof ThingsController;

describe('ParametersGuard', () => {
  it('replaces path and query by the DTOs', async () => {
    const request = await check('whole', { path: { id: ID }, query: 'limit=5&tag=a' });
    expect(request.params).toBeInstanceOf(ThingParams);
    expect(request.query).toBeInstanceOf(ThingQuery);
    expect(request.query).toEqual({ limit: 5, tag: 'a' });
  });

  it('leaves defaults to the class', async () => {
    expect((await check('whole', { path: { id: ID } })).query).toEqual({ limit: 20 });
  });

  it.each([
    '',
    '0',
    '101',
    '1.5',
    '1e1',
    '0x10',
    '%201',
    '1%20',
    '+1',
    '-1',
    '01',
    'Infinity',
    '١',
  ])('refuses the limit %j', async (limit) => {
    await expect(errorsOf('wrapped', { query: `limit=${limit}` })).resolves.toEqual([
      { parameter: 'limit', detail: expect.any(String) },
    ]);
  });

  it('names every error at once, and each parameter once', async () => {
    const query = 'limit=0&limit=1&tag=%ff&cursor=x&tag2=1';
    const headers = { 'if-match': 'x', 'if-none-match': '"a"' };
    await expect(errorsOf('whole', { path: { id: '1' }, query, headers })).resolves.toEqual([
      { parameter: 'tag', detail: 'is not percent-encoded UTF-8' },
      { parameter: 'limit', detail: 'must be given once' },
      { parameter: 'id', detail: 'must be a UUID' },
      { parameter: 'tag2', detail: 'is not known here' },
      { parameter: 'cursor', detail: 'must be the nextCursor of another page of this list' },
      { header: 'If-Match', detail: 'must be * or a list of entity tags' },
    ]);
  });

  it('rejects a malformed conditional header of a POST too', async () => {
    const headers = { 'if-match': 'x' };
    await expect(check('none', { method: 'POST', headers })).rejects.toMatchObject({
      errors: [{ header: 'If-Match' }],
    });
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'after', '__proto__', 'then', ''])(
    'refuses the unknown parameter %j',
    async (name) => {
      await expect(errorsOf('wrapped', { query: `${name}=1` })).resolves.toEqual([
        { parameter: name, detail: 'is not known here' },
      ]);
    },
  );

  it('knows a handler whose method a decorator has wrapped', async () => {
    await expect(check('wrapped', { query: 'tag=a' })).resolves.toBeDefined();
    await expect(errorsOf('wrapped', { query: 'tag=toolong' })).resolves.toHaveLength(1);
  });

  it("knows the names of @Param('id') and @Query('tag')", async () => {
    const request = await check('named', { path: { id: 'x' }, query: 'tag=a' });
    expect([request.params, request.query]).toEqual([{ id: 'x' }, { tag: 'a' }]);
    await expect(errorsOf('named', { query: 'limit=1' })).resolves.toHaveLength(1);
    const both = await check('both', { query: 'sort=name' });
    expect(both.query).toEqual({ limit: 20, sort: 'name' });
  });

  it('lets everything through to a query without a class, and nothing without a query', async () => {
    expect((await check('open', { query: 'a=1' })).query).toEqual({ a: '1' });
    await expect(errorsOf('none', { query: 'tag=a' })).resolves.toHaveLength(1);
  });

  it('cannot serve two classes of one query', async () => {
    await expect(check('two', {})).rejects.toThrow('into one');
  });

  it('accepts the cursor of the same list alone', async () => {
    const list = { path: '/things', params: {}, query: { tag: 'a' } };
    const cursor = createCursor('desk-lamp', list);
    const { query } = await check('wrapped', { query: `tag=a&limit=1&cursor=${cursor}` });
    expect((query as PageQuery).after).toBe('desk-lamp');
    await expect(errorsOf('wrapped', { query: `tag=b&cursor=${cursor}` })).resolves.toEqual([
      { parameter: 'cursor', detail: expect.any(String) },
    ]);
  });

  it('leaves the routes of pages alone', async () => {
    await expect(check('none', { query: 'a=1', servesHtml: true })).resolves.toBeDefined();
  });
});

@Controller()
class NotesController {
  @Get()
  find(@Query() query: object, @Param('id') id: string): unknown {
    return [query, id];
  }
}

// Nest exports these to its own packages only: a new version may record something else.
describe(`@nestjs/common ${nest.version}`, () => {
  it('records @Query() and @Param() as ParametersGuard reads them', () => {
    expect(Reflect.getMetadata(ROUTE_ARGUMENTS, NotesController, 'find')).toEqual({
      [`${QUERY}:0`]: expect.objectContaining({ index: 0, data: undefined }),
      [`${PARAM}:1`]: expect.objectContaining({ index: 1, data: 'id' }),
    });
  });
});

interface TestRequest {
  method?: string;
  path?: object;
  query?: string;
  headers?: object;
  servesHtml?: boolean;
}

/** Asynchronous, so that an error is a rejection. */
async function check(handler: Handler, test: TestRequest): Promise<FastifyRequest> {
  await Promise.resolve();
  const { method = 'GET', path = {}, query = '', headers = {}, servesHtml } = test;
  const request = {
    method,
    headers,
    url: query ? `/things?${query}` : '/things',
    params: path,
    query: parseQuery(query),
    routeOptions: { url: '/things', config: { servesHtml } },
  } as unknown as FastifyRequest;
  const context = {
    getClass: () => ThingsController,
    getHandler: () => Reflect.get(ThingsController.prototype, handler) as unknown,
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  expect(new ParametersGuard([checkConditionalHeaders]).canActivate(context)).toBe(true);
  return request;
}

/** As Fastify does: repeated parameters as an array, and what it cannot decode as it came. */
function parseQuery(query: string): object {
  const parsed = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of new URLSearchParams(query)) {
    parsed[name] = name in parsed ? [parsed[name], value].flat() : value;
  }
  return parsed;
}

async function errorsOf(handler: Handler, test: TestRequest): Promise<readonly InputError[]> {
  try {
    await check(handler, test);
  } catch (error) {
    if (error instanceof InvalidParameters) return error.errors ?? [];
    throw error;
  }
  throw new Error('The parameters are valid.');
}
