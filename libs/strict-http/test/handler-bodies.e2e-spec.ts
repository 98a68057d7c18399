import multipart from '@fastify/multipart';
import { describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Module,
  Patch,
  Post,
  Put,
  Req,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProperty,
} from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import {
  type HttpResponse,
  JSON_TYPE,
  RawConnection,
  type RequestOptions,
} from '#contract-testing';
import {
  ApiBodyProblems,
  ApiProblems,
  BodyTooLarge,
  MalformedBody,
  UnsupportedMediaType,
} from '#problem-details';
import { BodyLimit } from '#strict-http';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* What a route takes is what its handler says: `@ApiConsumes()`, `@Body()`, or nothing. */

class TitleDto {
  @ApiProperty({ example: 'A title' })
  @IsString()
  title: string;
}

class ReceivedDto {
  @ApiProperty({ example: 'a,b' })
  received: string;
}

const CSV_SCHEMA = { schema: { type: 'string', example: 'a,b' } } as const;
const FILE_SCHEMA = {
  schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
} as const;

@Controller('received')
class BodiesController {
  @Post('action')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Done.' })
  act(@Req() { body }: FastifyRequest): void {
    if (body !== undefined) throw new Error('The body was read.');
  }

  @Post('csv')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/csv')
  @ApiBody(CSV_SCHEMA)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  receiveCsv(@Body() received: string): ReceivedDto {
    return { received };
  }

  @Put('stream')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('application/octet-stream', 'image/png')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  async receiveStream(@Req() request: FastifyRequest): Promise<ReceivedDto> {
    let bytes = 0;
    for await (const chunk of request.body as AsyncIterable<Buffer>) bytes += chunk.length;
    return { received: `${bytes} bytes` };
  }

  @Post('file')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_SCHEMA)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  async receiveFile(@Req() request: FastifyRequest): Promise<ReceivedDto> {
    const file = await request.file();
    return { received: `${file?.filename}: ${String(await file?.toBuffer())}` };
  }

  @Patch('json')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('application/vnd.title+json')
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiBodyProblems()
  receiveJson(@Body() { title }: TitleDto): ReceivedDto {
    return { received: title };
  }

  @Patch('plain-json')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiBodyProblems()
  receivePlainJson(@Body() { title }: TitleDto): ReceivedDto {
    return { received: title };
  }
}

@Controller('limited')
class LimitedController {
  @Post('small')
  @BodyLimit(20)
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiBodyProblems()
  receiveSmall(@Body() { title }: TitleDto): ReceivedDto {
    return { received: title };
  }

  @Post('large')
  @BodyLimit(200_000)
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/csv')
  @ApiBody(CSV_SCHEMA)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  receiveLarge(@Body() received: string): ReceivedDto {
    return { received: `${received.length} characters` };
  }
}

@Controller('csv')
@ApiConsumes('text/csv')
class CsvController {
  @Put('body')
  @HttpCode(HttpStatus.OK)
  @ApiBody(CSV_SCHEMA)
  @ApiOkResponse({ description: 'Received.', type: ReceivedDto })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  receive(@Body() received: string): ReceivedDto {
    return { received };
  }

  @Post('action')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Done.' })
  act(): void {}
}

@Module({ controllers: [BodiesController, LimitedController, CsvController] })
class BodiesModule {}

/** What the main.ts of a team would register. */
function registerParsers(app: NestFastifyApplication): void {
  app.useBodyParser('text/csv', {}, (_request, body, done) => done(null, String(body)));
  const fastify = app.getHttpAdapter().getInstance();
  for (const type of ['application/octet-stream', 'image/png']) {
    fastify.addContentTypeParser(type, (_request, body, done) => done(null, body));
  }
  void app.register(multipart, { limits: { fileSize: 1_000 } });
}

const api = useFixture({ imports: [BodiesModule], prepare: registerParsers });

const MULTIPART = 'multipart/form-data; boundary=x';

function toFile(content: string): string {
  return `--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${content}\r\n--x--\r\n`;
}

function send(
  method: string,
  name: string,
  type: string,
  body: RequestOptions['body'],
): Promise<HttpResponse> {
  return api.send(method, `/received/${name}`, { headers: { 'Content-Type': type }, body });
}

describe('A handler without a body', () => {
  it.each<[string, RequestOptions]>([
    ['none', {}],
    ['a type without a body', { headers: JSON_TYPE }],
    ['JSON', { headers: JSON_TYPE, body: '{"title":1}' }],
    ['broken JSON', { headers: JSON_TYPE, body: '{' }],
    [
      'text in gzip',
      { headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }, body: 'x' },
    ],
    ['chunks', { headers: { 'Transfer-Encoding': 'chunked' }, body: 'x' }],
    ['more than any body may have', { headers: JSON_TYPE, body: Buffer.alloc(200_000, ' ') }],
  ])('204 whatever is sent: %s', async (_, options) => {
    expect((await api.send('POST', '/received/action', options)).status).toBe(204);
  });

  it('204 to two requests on a connection, the first of which has a body', async () => {
    const connection = new RawConnection(api.origin);
    const head = 'POST /received/action HTTP/1.1\r\nHost: shop.example\r\nContent-Length: ';
    await connection.send(`${head}5\r\n\r\n{"a":${head}0\r\n\r\n`);
    expect((await connection.readResponse()).status).toBe(204);
    expect((await connection.readResponse()).status).toBe(204);
    connection.close();
  });

  it('204 without 100 to a client that waits before it sends a body', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      'POST /received/action HTTP/1.1\r\nHost: shop.example\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n',
    );
    expect((await connection.readResponse()).status).toBe(204);
    connection.close();
  });
});

describe('A handler that says what it consumes', () => {
  it.each<[string, string, string, RequestOptions['body'], string]>([
    ['POST', 'csv', 'text/csv; charset=utf-8', 'a,b\n1,2', 'a,b\n1,2'],
    ['PUT', 'stream', 'application/octet-stream', Buffer.alloc(300_000), '300000 bytes'],
    ['PUT', 'stream', 'image/png', Buffer.alloc(3), '3 bytes'],
    ['POST', 'file', MULTIPART, toFile('content'), 'a.txt: content'],
    ['PATCH', 'json', 'application/vnd.title+json', '{"title":"A"}', 'A'],
    ['PATCH', 'plain-json', 'application/json', '{"title":"A"}', 'A'],
  ])('200 to %s %s of %s', async (method, name, type, body, received) => {
    const response = await send(method, name, type, body);
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ received });
  });

  it.each([
    ['POST', 'csv', 'application/json', 'accept', 'text/csv'],
    ['PUT', 'stream', 'application/json', 'accept', 'application/octet-stream, image/png'],
    ['POST', 'file', 'application/json', 'accept', 'multipart/form-data'],
    ['PATCH', 'json', 'application/json', 'accept-patch', 'application/vnd.title+json'],
    ['PATCH', 'plain-json', 'application/merge-patch+json', 'accept-patch', 'application/json'],
  ])('415 to %s %s of %s, and what it takes in %s', async (method, name, type, header, types) => {
    const response = await send(method, name, type, '{}');
    expect(response.status).toBe(415);
    expect(response.headers[header]).toBe(types);
  });

  it.each([
    ['POST', 'csv', 'text/csv'],
    ['PUT', 'stream', 'application/octet-stream'],
    ['POST', 'file', MULTIPART],
    ['PATCH', 'json', 'application/vnd.title+json'],
  ])('400 to %s %s without a body', async (method, name, type) => {
    const { status, body } = await send(method, name, type, '');
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-body');
  });

  it('413 to a CSV of more than 102,400 bytes, and to a file above the limit of its plugin', async () => {
    expect((await send('POST', 'csv', 'text/csv', 'x'.repeat(102_401))).status).toBe(413);
    expect((await send('POST', 'file', MULTIPART, toFile('x'.repeat(1_001)))).status).toBe(413);
  });

  it.each([
    ['small', 'application/json', '{"title":"12345678"}', '12345678', '20'],
    ['large', 'text/csv', 'x'.repeat(200_000), '200000 characters', '200,000'],
  ])(
    '200 to %s %s up to its @BodyLimit, and 413 above',
    async (name, type, body, received, max) => {
      const headers = { 'Content-Type': type };
      const path = `/limited/${name}`;
      const response = await api.send('POST', path, { headers, body });
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ received });
      const chunked = { headers: { ...headers, 'Transfer-Encoding': 'chunked' }, body: `${body} ` };
      for (const larger of [{ headers, body: `${body} ` }, chunked]) {
        const refused = await api.send<{ detail: string }>('POST', path, larger);
        expect(refused.status).toBe(413);
        expect(refused.body.detail).toBe(`The body is larger than ${max} bytes.`);
      }
    },
  );

  it.each([
    [100, 'small', 20],
    [413, 'small', 21],
    [100, 'large', 200_000],
    [413, 'large', 200_001],
  ])('%i to a client of %s that waits before it sends %i bytes', async (code, name, bytes) => {
    const connection = new RawConnection(api.origin);
    const type = name === 'small' ? 'application/json' : 'text/csv';
    await connection.send(
      `POST /limited/${name} HTTP/1.1\r\nHost: shop.example\r\nExpect: 100-continue\r\nContent-Type: ${type}\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    expect((await connection.readResponse()).status).toBe(code);
    connection.close();
  });

  it('200, 204 and 415 by what the controller of a handler consumes', async () => {
    const csv = { headers: { 'Content-Type': 'text/csv' }, body: 'a,b' };
    expect((await api.send('PUT', '/csv/body', csv)).status).toBe(200);
    expect((await api.send('POST', '/csv/action')).status).toBe(204);
    const { status, headers } = await api.put('/csv/body', {});
    expect(status).toBe(415);
    expect(headers.accept).toBe('text/csv');
  });

  it('422 to JSON of a type of its own that breaks a rule', async () => {
    expect((await send('PATCH', 'json', 'application/vnd.title+json', '{"title":1}')).status).toBe(
      422,
    );
  });

  it('204 to OPTIONS lists what its PATCH takes', async () => {
    const { status, headers } = await api.send('OPTIONS', '/received/json');
    expect(status).toBe(204);
    expect(headers['accept-patch']).toBe('application/vnd.title+json');
  });
});

describe('The document', () => {
  it.each([
    ['post', 'action', undefined],
    ['post', 'csv', { 'text/csv': { schema: { type: 'string' }, example: 'a,b' } }],
    ['post', 'file', { 'multipart/form-data': expect.objectContaining(FILE_SCHEMA) }],
    ['patch', 'json', { 'application/vnd.title+json': expect.anything() }],
    ['patch', 'plain-json', { 'application/json': expect.anything() }],
  ])('has the body of %s %s as the handler takes it', async (method, name, content) => {
    const { body } = await api.get<{ paths: Paths }>('/openapi.json');
    expect(body.paths[`/received/${name}`][method].requestBody?.content).toEqual(content);
  });
});

type Paths = Record<string, Record<string, { requestBody?: { content: object } }>>;
