import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplication,
  Module,
  Param,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { Client, type HttpResponse, RawConnection } from '#contract-testing';
import { type GaugeOptions, MetricsServer, PrometheusModule } from '#prometheus';
import { createFixture } from '../../contract-testing/test/fixture/create-fixture.js';

let hasEntered: () => void;

@ApiExcludeController()
@Controller('things')
class ThingsController {
  @Get('hanging')
  hang(): Promise<never> {
    hasEntered();
    return new Promise(() => undefined);
  }

  @Get(':id')
  findOne(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

type Create = (imports: ModuleMetadata['imports']) => Promise<INestApplication>;

const ON_EXPRESS: Create = (imports) => createPlain(new ExpressAdapter(), imports);
const ON_FASTIFY: Create = (imports) => createPlain(new FastifyAdapter(), imports);
const ON_STRICT_HTTP: Create = (imports) => createFixture({ imports });

function createPlain(
  adapter: ExpressAdapter | FastifyAdapter,
  imports: ModuleMetadata['imports'] = [],
): Promise<INestApplication> {
  const module = { module: class AppModule {}, imports };
  return NestFactory.create(module, adapter, { abortOnError: false, logger: false });
}

let app: INestApplication;
const client = new Client();
const metrics = new Client();

afterEach(async () => {
  client.close();
  metrics.close();
  await app.close();
});

/** Starts an application with `/things`, and connects the clients to it and to its metrics. */
async function start(create: Create, gauges?: Record<string, GaugeOptions>): Promise<void> {
  const prometheus = PrometheusModule.forRoot({ port: 0, host: '127.0.0.1', gauges });
  app = await create([ThingsModule, prometheus]);
  await app.listen(0, '127.0.0.1');
  client.connect(await app.getUrl());
  metrics.connect(new URL(app.get(MetricsServer).url).origin);
}

const scrape = (): Promise<HttpResponse> => metrics.get('/metrics');

/** Scrapes until there is the line: a response is measured when its connection has taken the last byte. */
async function untilMeasured(line: string): Promise<void> {
  while (!(await scrape()).text.includes(`\n${line}\n`));
}

function countOf(method: string, route: string, code: number | 'none'): string {
  return `http_request_duration_seconds_count{method="${method}",route="${route}",code="${code}"}`;
}

describe.each([
  ['Express', ON_EXPRESS],
  ['Fastify', ON_FASTIFY],
  ['strict-http', ON_STRICT_HTTP],
])('Metrics of an application on %s', (_, create) => {
  it('200 counts each response by its method, its route and its code, and never has the path', async () => {
    await start(create);
    await client.get('/things/secret-1');
    await client.get('/things/secret-2');
    await client.get('/nothing/secret');
    await untilMeasured(`${countOf('GET', '/things/:id', 200)} 2`);
    await untilMeasured(`${countOf('GET', 'none', 404)} 1`);
    expect((await scrape()).text).not.toContain('secret');
  });

  it('200 counts a request whose client hung up before the response', async () => {
    await start(create);
    const entered = new Promise<void>((resolve) => (hasEntered = resolve));
    const connection = new RawConnection(client.origin);
    await connection.send('GET /things/hanging HTTP/1.1\r\nHost: a\r\n\r\n');
    await entered;
    connection.close();
    await untilMeasured(`${countOf('GET', '/things/hanging', 'none')} 1`);
  });
});

describe('Metrics of an application on strict-http', () => {
  it('200 counts what is refused before the handlers, by the route where one matches', async () => {
    await start(ON_STRICT_HTTP);
    await client.send('POST', '/things/1', {});
    await client.get('/things/1', { headers: { Accept: 'text/html' } });
    await client.get('/things/%zz');
    await untilMeasured(`${countOf('POST', '/things/:id', 405)} 1`);
    await untilMeasured(`${countOf('GET', '/things/:id', 406)} 1`);
    await untilMeasured(`${countOf('GET', 'none', 400)} 1`);
  });
});

describe('The port of the metrics', () => {
  it('200 to GET /metrics, in the text format, with the process, the event loop and the gauges', async () => {
    let value = 1;
    await start(ON_FASTIFY, { queue_length: { help: 'Jobs that wait.', read: () => value } });
    value = 7;
    const { status, headers, text } = await scrape();
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('\n# HELP queue_length Jobs that wait.\n');
    expect(text).toContain('\nqueue_length 7\n');
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });

  it('200 to HEAD, 405 to another method, 404 to another path', async () => {
    await start(ON_FASTIFY);
    expect(await metrics.send('HEAD', '/metrics')).toMatchObject({ status: 200, text: '' });
    const refused = await metrics.send('POST', '/metrics');
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await metrics.get('/things/1')).status).toBe(404);
    expect((await client.get('/metrics')).status).toBe(404);
  });

  it('500 when a gauge cannot be read, and the application goes on', async () => {
    const read = (): number => {
      throw new Error('No pool');
    };
    await start(ON_FASTIFY, { queue_length: { help: 'Jobs that wait.', read } });
    expect((await scrape()).status).toBe(500);
    expect((await client.get('/things/1')).status).toBe(200);
  });

  it('is closed when the application is', async () => {
    await start(ON_FASTIFY);
    expect((await scrape()).status).toBe(200);
    await app.close();
    metrics.close();
    await expect(scrape()).rejects.toThrow('ECONNREFUSED');
  });

  it('ends the start with a sentence when it is in use', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    app = await ON_FASTIFY([PrometheusModule.forRoot({ port, host: 'localhost' })]);
    await expect(app.init()).rejects.toThrow(
      `METRICS_PORT ${port} on HOST localhost cannot be used: EADDRINUSE.`,
    );
    other.close();
  });
});
