import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Controller, HttpCode, HttpStatus, Module, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { type HttpResponse, RawConnection } from '#contract-testing';
import { ApiProblems, BodyTooLarge, UnsupportedMediaType } from '#problem-details';
import { BodyStream, StreamedBody } from '#strict-http';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* A handler that reads its body itself. */

const LIMIT = 1_000_000;
const REQUEST_TIMEOUT_MS = 500;
const STREAM_TIMEOUT_MS = 2_000;

class SizeDto {
  @ApiProperty({ type: 'integer', example: 3 })
  bytes: number;
}

/** How the reading of a body ended that was not read to its end. */
const failures: unknown[] = [];

@Controller('streams')
class StreamsController {
  @Post()
  @StreamedBody(LIMIT)
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/plain')
  @ApiBody({ schema: { type: 'string', example: 'abc' } })
  @ApiOkResponse({ type: SizeDto })
  @ApiProblems({ 413: BodyTooLarge, 415: UnsupportedMediaType })
  async measure(@BodyStream() body: AsyncIterable<Buffer>): Promise<SizeDto> {
    let bytes = 0;
    try {
      for await (const chunk of body) bytes += chunk.length;
    } catch (error) {
      failures.push(error);
      throw error;
    }
    return { bytes };
  }
}

@Module({ controllers: [StreamsController] })
class StreamsModule {}

const api = useFixture({
  imports: [StreamsModule],
  limits: {
    headersTimeoutMs: REQUEST_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    streamTimeoutMs: STREAM_TIMEOUT_MS,
  },
});

const HEAD = 'POST /streams HTTP/1.1\r\nHost: shop.example\r\nContent-Type: text/plain\r\n';

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<HttpResponse> {
  return api.send('POST', '/streams', {
    headers: { 'Content-Type': 'text/plain', ...headers },
    body,
  });
}

describe('A streamed body', () => {
  it.each([
    ['with a length', {}],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('200 up to the limit of its own, %s', async (_, headers) => {
    const { status, body } = await post(Buffer.alloc(LIMIT), headers);
    expect(status).toBe(200);
    expect(body).toEqual({ bytes: LIMIT });
  });

  it('200 when it is empty, or absent, which the handler judges', async () => {
    expect((await post('')).body).toEqual({ bytes: 0 });
    expect((await api.send('POST', '/streams')).body).toEqual({ bytes: 0 });
  });

  it.each([
    ['with a length', {}],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('413 above it, %s', async (_, headers) => {
    const { status, body } = await post(Buffer.alloc(LIMIT + 1), headers);
    expect(status).toBe(413);
    expect(body.detail).toBe('The body is larger than 1,000,000 bytes.');
  });

  it('415 when it is of another type', async () => {
    expect((await post('{}', { 'Content-Type': 'application/json' })).status).toBe(415);
  });

  it('100 to a client that waits for it, and then 200', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`${HEAD}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`);
    expect((await connection.readResponse()).status).toBe(100);
    await connection.send('abc');
    expect((await connection.readResponse()).body).toEqual({ bytes: 3 });
    connection.close();
  });

  it('413 in place of 100, when it would be too large', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`${HEAD}Content-Length: ${LIMIT + 1}\r\nExpect: 100-continue\r\n\r\n`);
    expect((await connection.readResponse()).status).toBe(413);
    connection.close();
  });

  it('has an error for the handler when the client hangs up', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`${HEAD}Content-Length: 10\r\n\r\nabc`);
    failures.length = 0;
    connection.close();
    while (failures.length === 0) await api.exchange('GET', '/notes');
    expect(failures).toEqual([expect.any(Error)]);
  });

  it('400 when the client ends its side half way', async () => {
    const { hostname, port } = new URL(api.origin);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.end(`${HEAD}Content-Length: 10\r\n\r\nabc`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
  });

  it('408 not before the limit of streams, which is longer than that of other requests', async () => {
    const begin = performance.now();
    const connection = new RawConnection(api.origin);
    await connection.send(`${HEAD}Content-Length: 10\r\n\r\nabc`);
    const response = await connection.readResponse();
    expect(response.status).toBe(408);
    expect(performance.now() - begin).toBeGreaterThan(STREAM_TIMEOUT_MS - 1);
    expect(await api.checkRules({ method: '', path: '', options: {}, response })).toEqual([]);
    expect(await connection.readUntilClosed()).toBe('');
  });
});
