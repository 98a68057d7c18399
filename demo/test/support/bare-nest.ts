import * as common from '@nestjs/common';
import {
  Body,
  type CanActivate,
  Controller,
  Delete,
  Get,
  Module,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Put,
  Redirect,
  Res,
  type Type,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { RawConnection } from '#contract-testing';

/* A Nest application as `nest new` makes it, on each of its two servers, and what they respond by default. */

export const ADAPTERS = {
  express: (): ExpressAdapter => new ExpressAdapter(),
  fastify: (): FastifyAdapter => new FastifyAdapter(),
};

export type Platform = keyof typeof ADAPTERS;

/** Starts an application with these controllers, and returns its URL and what stops it. */
export async function startBareNest(
  platform: Platform,
  controllers: Type[],
): Promise<{ origin: string; close: () => Promise<void> }> {
  @Module({ controllers })
  class BareModule {}

  const app = await NestFactory.create(BareModule, ADAPTERS[platform]() as FastifyAdapter, {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { origin: await app.getUrl(), close: () => app.close() };
}

class ThingDto {
  @IsString()
  name: string;
}

class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller('things')
export class ThingsController {
  @Get()
  findAll(): object[] {
    return [];
  }

  @Post()
  create(@Body() body: unknown): object {
    return { body };
  }

  @Get('nothing')
  findNothing(): null {
    return null;
  }

  @Get('elsewhere')
  @Redirect('/things')
  redirect(): void {}

  @Get('secret')
  @UseGuards(NobodyGuard)
  findSecret(): object {
    return {};
  }

  @Get('broken')
  fail(): object {
    throw new TypeError('The query failed: duplicate key value');
  }

  @Get('number/:id')
  findByNumber(@Param('id', ParseIntPipe) id: number): object {
    return { id };
  }

  @Post('checked')
  createChecked(@Body(new ValidationPipe()) body: ThingDto): object {
    return body;
  }

  @Get(':id')
  findOne(@Param('id') id: string): object {
    return { id };
  }

  @Put(':id')
  replace(@Param('id') id: string): object {
    return { id };
  }

  @Patch(':id')
  update(@Param('id') id: string): object {
    return { id };
  }

  @Delete(':id')
  remove(): void {}
}

/**
 * A controller whose `GET /lines/{code}` has these lines: decorators of a handler, then its statements, as a reader
 * would paste them.
 */
export function createController(code: number, lines: string): Type {
  const decorators = lines.split('\n').filter((line) => line.startsWith('@'));
  const statements = lines.split('\n').slice(decorators.length).join('\n');
  const run = compile(statements, 'response');

  @Controller('lines')
  class LinesController {
    @Get(String(code))
    handle(@Res({ passthrough: true }) response: object): unknown {
      return run(response);
    }
  }
  const { prototype } = LinesController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'handle');
  for (const line of decorators) {
    const decorate = compile(`return ${line.slice(1)}`)() as MethodDecorator;
    if (descriptor) decorate(prototype, 'handle', descriptor);
  }
  return LinesController;
}

/** A function of the text, in which the names of @nestjs/common and `id` are known. */
function compile(text: string, ...parameters: string[]): (...args: unknown[]) => unknown {
  const scope = { ...common, id: 'desk-lamp' };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const build = new Function(
    ...Object.keys(scope),
    `return (${parameters.join()}) => {${text}}`,
  ) as (...values: unknown[]) => (...args: unknown[]) => unknown;
  return build(...Object.values(scope));
}

export interface Probe {
  /** The codes on whose pages the result stands. */
  codes: readonly number[];
  /** What is sent, in words. */
  request: string;
  /** The start line and the headers, without `Host`. */
  head: string;
  body?: string;
  /** Headers of the response that the result mentions, present or not. */
  headers?: readonly string[];
  /** How often it is sent at once; the result is the worst one. */
  times?: number;
}

/** Sends the bytes, and says what came back: ``404, JSON, no `Allow` ``. */
export async function probe(origin: string, { times = 1, ...request }: Probe): Promise<string> {
  const results = Array.from({ length: times }, () => exchange(origin, request));
  return (await Promise.all(results)).sort()[times - 1];
}

async function exchange(origin: string, { head, body = '', headers }: Probe): Promise<string> {
  const connection = new RawConnection(origin);
  const [line, ...fields] = head.split('\n');
  const length =
    body && !/^transfer-encoding/im.test(head) ? [`Content-Length: ${body.length}`] : [];
  const host = /^host:/im.test(head) || head.includes('NO-HOST') ? [] : ['Host: localhost'];
  const lines = [
    line,
    ...host,
    'Connection: close',
    ...fields.filter((f) => f !== 'NO-HOST'),
    ...length,
  ];
  await connection.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const text = await connection.readUntilClosed();
  connection.close();
  if (text === '') return 'no response';
  const [first, rest = ''] = text
    .split(/\r\n\r\n(?=HTTP\/1\.1)/)
    .slice(-1)[0]
    .split(/\r\n\r\n/);
  const interim = [...text.matchAll(/^HTTP\/1\.1 (1\d\d) /gm)].map(([, code]) => `${code}, then `);
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(first) ?? [];
  const type = /^content-type: ([^;\r]+)/im.exec(first)?.[1];
  const kinds: Record<string, string> = { 'application/json': 'JSON', 'text/html': 'HTML' };
  // What ends content in chunks is no content.
  const isEmpty = rest === '' || rest === '0';
  const shown = rest === 'null' ? ' `null`' : '';
  const kind = isEmpty ? 'no content' : (kinds[type ?? ''] ?? 'text') + shown;
  const mentions = (headers ?? []).map((name) => {
    const value = new RegExp(`^${name}: (.+?)\\r?$`, 'im').exec(first)?.[1];
    return value === undefined ? `no \`${name}\`` : `\`${name}: ${value}\``;
  });
  return `${interim.join('')}${[status, kind, ...mentions].join(', ')}`;
}

const JSON_TYPE = 'Content-Type: application/json';
const POST = `POST /things HTTP/1.1\n${JSON_TYPE}`;

export const PROBES: readonly Probe[] = [
  {
    codes: [100],
    request: 'POST with `Expect: 100-continue`',
    head: `${POST}\nExpect: 100-continue`,
    body: '{}',
  },
  {
    codes: [101, 426],
    request: 'GET with `Upgrade: websocket`',
    head: 'GET /things HTTP/1.1\nUpgrade: websocket',
  },
  { codes: [200], request: 'GET of a handler that returns a list', head: 'GET /things HTTP/1.1' },
  { codes: [200], request: 'HEAD of the same path', head: 'HEAD /things HTTP/1.1' },
  {
    codes: [200, 204],
    request: 'PUT of a handler that returns an object',
    head: `PUT /things/1 HTTP/1.1\n${JSON_TYPE}`,
    body: '{}',
  },
  {
    codes: [200, 204, 404],
    request: 'GET of a handler that returns null',
    head: 'GET /things/nothing HTTP/1.1',
  },
  {
    codes: [201],
    request: 'POST of a handler that returns an object',
    head: POST,
    body: '{}',
    headers: ['Location'],
  },
  {
    codes: [204],
    request: 'DELETE of a handler that returns nothing',
    head: 'DELETE /things/1 HTTP/1.1',
  },
  {
    codes: [206, 416],
    request: 'GET with `Range: bytes=0-0`',
    head: 'GET /things HTTP/1.1\nRange: bytes=0-0',
    headers: ['Content-Range'],
  },
  {
    codes: [301, 302, 303, 307, 308],
    request: '`@Redirect(url)` without a code',
    head: 'GET /things/elsewhere HTTP/1.1',
    headers: ['Location'],
  },
  {
    codes: [301, 308, 404],
    request: 'A known path with a slash at its end',
    head: 'GET /things/ HTTP/1.1',
  },
  {
    codes: [301, 308, 404],
    request: 'A known path in another case',
    head: 'GET /THINGS HTTP/1.1',
  },
  {
    codes: [304],
    request: 'GET of a handler that sets no ETag',
    head: 'GET /things HTTP/1.1',
    headers: ['ETag'],
  },
  {
    codes: [304],
    request: 'GET with `If-None-Match: *`',
    head: 'GET /things HTTP/1.1\nIf-None-Match: *',
  },
  { codes: [400], request: 'A body that is not JSON', head: POST, body: '{"name":' },
  {
    codes: [400],
    request: 'A path with invalid percent-encoding',
    head: 'GET /things/%zz HTTP/1.1',
  },
  {
    codes: [400],
    request: 'An unknown query parameter',
    head: 'GET /things?surprise=1 HTTP/1.1',
  },
  {
    codes: [400],
    request: 'A text where `ParseIntPipe` wants a number',
    head: 'GET /things/number/one HTTP/1.1',
  },
  {
    codes: [400],
    request: 'A body with one member twice',
    head: POST,
    body: '{"name":"a","name":"b"}',
  },
  { codes: [400], request: 'A request without `Host`', head: 'GET /things HTTP/1.1\nNO-HOST' },
  {
    codes: [400, 411],
    request: 'POST without a body',
    head: 'POST /things HTTP/1.1',
  },
  {
    codes: [400, 422],
    request: 'A body that breaks a rule of class-validator, by `ValidationPipe`',
    head: `POST /things/checked HTTP/1.1\n${JSON_TYPE}`,
    body: '{"name":7}',
  },
  {
    codes: [422],
    request: 'A body with an unknown field, by `ValidationPipe`',
    head: `POST /things/checked HTTP/1.1\n${JSON_TYPE}`,
    body: '{"name":"a","surprise":1}',
  },
  {
    codes: [401, 403],
    request: 'A guard that returns false, as for a request without a token',
    head: 'GET /things/secret HTTP/1.1',
    headers: ['WWW-Authenticate'],
  },
  { codes: [404], request: 'An unknown path', head: 'GET /nowhere HTTP/1.1' },
  {
    codes: [405, 404],
    request: 'A method that the path does not have',
    head: 'DELETE /things HTTP/1.1',
    headers: ['Allow'],
  },
  {
    codes: [204, 405],
    request: 'OPTIONS of a known path',
    head: 'OPTIONS /things HTTP/1.1',
    headers: ['Allow'],
  },
  {
    codes: [406],
    request: '`Accept: text/csv` where the handler returns an object',
    head: 'GET /things HTTP/1.1\nAccept: text/csv',
  },
  {
    codes: [409, 500],
    request: 'An error of a driver, such as a unique violation',
    head: 'GET /things/broken HTTP/1.1',
  },
  {
    codes: [411, 413],
    request: 'A body in chunks, without `Content-Length`',
    head: `${POST}\nTransfer-Encoding: chunked`,
    body: '2\r\n{}\r\n0\r\n\r\n',
  },
  {
    codes: [412],
    request: 'PUT with `If-Match: "a-stale-version"`',
    head: `PUT /things/1 HTTP/1.1\n${JSON_TYPE}\nIf-Match: "a-stale-version"`,
    body: '{}',
  },
  {
    codes: [428],
    request: 'PATCH without `If-Match`',
    head: `PATCH /things/1 HTTP/1.1\n${JSON_TYPE}`,
    body: '{}',
  },
  {
    codes: [413],
    request: 'A body of 200,000 bytes',
    head: POST,
    body: JSON.stringify('x'.repeat(199_998)).replace(/^/, '[').replace(/$/, ']'),
  },
  {
    codes: [413],
    request: 'A body of 2,000,000 bytes',
    head: POST,
    body: JSON.stringify(['x'.repeat(1_999_996)]),
  },
  {
    codes: [414],
    request: 'A URL of 10,000 bytes',
    head: `GET /things?${'x'.repeat(10_000)} HTTP/1.1`,
  },
  {
    codes: [414, 404],
    request: 'A path parameter of 200 letters',
    head: `GET /things/${'x'.repeat(200)} HTTP/1.1`,
  },
  {
    codes: [414, 431],
    request: 'A URL of 20,000 bytes',
    head: `GET /things?${'x'.repeat(20_000)} HTTP/1.1`,
  },
  {
    codes: [431],
    request: 'A header of 20,000 bytes',
    head: `GET /things HTTP/1.1\nX-Long: ${'x'.repeat(20_000)}`,
  },
  {
    codes: [415],
    request: 'A body of `text/plain`',
    head: 'POST /things HTTP/1.1\nContent-Type: text/plain',
    body: 'name',
  },
  {
    codes: [415],
    request: 'A body of `application/xml`',
    head: 'POST /things HTTP/1.1\nContent-Type: application/xml',
    body: '<thing/>',
  },
  {
    codes: [415],
    request: 'A form',
    head: 'POST /things HTTP/1.1\nContent-Type: application/x-www-form-urlencoded',
    body: 'name=a',
  },
  {
    codes: [415],
    request: 'JSON in ISO 8859-1, by its `charset`',
    head: `${POST}; charset=iso-8859-1`,
    body: '{}',
  },
  {
    codes: [415],
    request: 'JSON with `Content-Encoding: br` that is not compressed',
    head: `${POST}\nContent-Encoding: br`,
    body: '{}',
  },
  {
    codes: [417],
    request: 'GET with `Expect: a-miracle`',
    head: 'GET /things HTTP/1.1\nExpect: a-miracle',
  },
  {
    codes: [429],
    request: '200 requests of one client at once',
    head: 'GET /things HTTP/1.1',
    headers: ['Retry-After'],
    times: 200,
  },
  { codes: [501], request: 'A method that Node does not know', head: 'BREW /things HTTP/1.1' },
  {
    codes: [501, 405],
    request: 'A method that Node knows, and no handler has',
    head: 'MKCOL /things HTTP/1.1',
  },
  {
    codes: [501],
    request: 'An unknown `Transfer-Encoding`',
    head: `${POST}\nTransfer-Encoding: zip`,
    body: '{}',
  },
  { codes: [505], request: '`GET /things HTTP/3.0`', head: 'GET /things HTTP/3.0' },
];
