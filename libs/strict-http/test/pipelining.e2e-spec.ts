import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ApiExcludeController } from '@nestjs/swagger';
import { Controller, Delete, Get, HttpCode, Module, Put } from '@nestjs/common';
import { RawConnection } from '#contract-testing';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const log: string[] = [];

async function record(name: string): Promise<object> {
  log.push(`${name} begins`);
  await sleep(20);
  log.push(`${name} ends`);
  return {};
}

@ApiExcludeController()
@Controller('slow')
class SlowController {
  @Get()
  read(): Promise<object> {
    return record('GET');
  }

  @Put()
  @HttpCode(201)
  write(): Promise<object> {
    return record('PUT');
  }

  @Delete()
  remove(): Promise<object> {
    return record('DELETE');
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

describe('Requests in one packet (RFC 9112 §9.3.2)', () => {
  const api = useFixture({ imports: [SlowModule] });

  async function send(...methods: string[]): Promise<{ codes: number[]; events: string[] }> {
    log.length = 0;
    const connection = new RawConnection(api.origin);
    const type = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const requests = methods.map((method) =>
      method === 'PUT'
        ? `PUT /slow HTTP/1.1\r\n${type}`
        : `${method} /slow HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    await connection.send(requests.join(''));
    const codes: number[] = [];
    while (codes.length < methods.length) codes.push((await connection.readResponse()).status);
    connection.close();
    return { codes, events: [...log] };
  }

  it('201, 200, 200: a read waits for the write before it, and a write for each request before it', async () => {
    const { codes, events } = await send('PUT', 'GET', 'DELETE');
    expect(codes).toEqual([201, 200, 200]);
    expect(events).toEqual([
      'PUT begins',
      'PUT ends',
      'GET begins',
      'GET ends',
      'DELETE begins',
      'DELETE ends',
    ]);
  });

  it('200 to reads, which are served side by side', async () => {
    const { codes, events } = await send('GET', 'GET');
    expect(codes).toEqual([200, 200]);
    expect(events).toEqual(['GET begins', 'GET begins', 'GET ends', 'GET ends']);
  });

  it('201, 200, 200: reads side by side, after the write before them', async () => {
    const { events } = await send('PUT', 'GET', 'GET');
    expect(events.slice(0, 4)).toEqual(['PUT begins', 'PUT ends', 'GET begins', 'GET begins']);
  });

  it('400 to the request after a malformed one is no response: the connection ends', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send('PUT /slow HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await connection.readResponse()).status).toBe(400);
    expect(await connection.readUntilClosed()).toBe('');
  });
});
