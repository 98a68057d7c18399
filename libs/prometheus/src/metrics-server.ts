import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { measureResponses } from './measure-responses.js';
import { PROMETHEUS_OPTIONS, type PrometheusOptions } from './prometheus.options.js';

/** Serves `GET /metrics` in Prometheus' text format, and nothing else, until the application is closed. */
@Injectable()
export class MetricsServer implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  /** Of this application only: a test may have several in one process. */
  private readonly registry = new Registry();
  private readonly server = createServer((request, response) => {
    this.respond(request, response).catch(() => response.writeHead(500).end());
  });

  constructor(
    @Inject(PROMETHEUS_OPTIONS) private readonly options: PrometheusOptions,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Where Prometheus finds the metrics. */
  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
  }

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
    measureResponses(this.adapterHost.httpAdapter, this.registry);
    for (const [name, { help, read }] of Object.entries(this.options.gauges ?? {})) {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    }
  }

  /** @throws Error when it cannot listen, which ends the start of the application */
  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.options;
    this.server.listen(port, host === 'localhost' ? '127.0.0.1' : host);
    await once(this.server, 'listening').catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      const message = `METRICS_PORT ${port} on HOST ${host} cannot be used: ${code}.`;
      throw new Error(message, { cause: error });
    });
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async respond({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
    if (method !== 'GET' && method !== 'HEAD') {
      return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    }
    const metrics = await this.registry.metrics();
    response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(metrics);
  }
}
