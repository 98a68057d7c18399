import { afterAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { Client, type HttpResponse } from '#contract-testing';
import type { ImportDto, ReportDto } from '../../src/imports/dto/import.dto.js';
import { newItem } from '../items/new-item.js';
import { type Overrides, startApp, useApp } from '../support/app.js';

/** The service, whose imports wait until a test calls `work`. */
export interface HeldImports {
  api: Client;
  /** Starts a second instance, which works on imports. */
  work: () => Promise<void>;
  /** Executes SQL, to bring about a state that a client could only wait for. */
  query: <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** A connection of its own, which holds a lock until it ends. */
  connect: () => Promise<pg.Client>;
}

export function useHeldImports(config: Overrides = {}): HeldImports {
  let url = '';
  let worker: NestFastifyApplication | undefined;
  const api = useApp(config, [], (databaseUrl) => {
    url = databaseUrl;
    return Promise.resolve();
  });
  afterAll(() => worker?.close());
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client(url);
    await client.connect();
    return client;
  };
  return {
    api,
    connect,
    work: async () => {
      worker ??= await startApp(url, new Client(), { ...config, worker: true });
    },
    query: async <Row>(sql: string, values?: unknown[]) => {
      const client = await connect();
      const { rows } = await client.query(sql, values).finally(() => client.end());
      return rows as Row[];
    },
  };
}

const NDJSON = { 'Content-Type': 'application/x-ndjson' };

/** Lines of NDJSON. */
export function toLines(...values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** Sends lines, by default one of a new item. */
export function postImport<T = ImportDto>(
  client: Client,
  body: string | Buffer = toLines(newItem()),
  headers: Record<string, string> = {},
): Promise<HttpResponse<T>> {
  return client.send<T>('POST', '/imports', { headers: { ...NDJSON, ...headers }, body });
}

/** Sends lines that are accepted, and returns the path of the import. */
export async function createImport(client: Client, body?: string | Buffer): Promise<string> {
  const { status, headers, text } = await postImport(client, body);
  if (status !== 202) throw new Error(`${status} ${text}`);
  return String(headers.location);
}

/**
 * Asks for an import until it is done, and gets its report.
 *
 * @param prefix what a proxy would remove from a path
 */
export async function waitForReport(client: Client, path: string, prefix = ''): Promise<ReportDto> {
  for (;;) {
    const { status, headers } = await client.exchange('GET', path);
    if (status === 303) {
      const report = await client.get<ReportDto>(
        `${String(headers.location).slice(prefix.length)}?limit=100`,
      );
      return report.body;
    }
    if (status !== 200) throw new Error(`${path} is a ${status}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Imports lines, and returns the report. */
export async function importLines(
  client: Client,
  body: string | Buffer,
  headers?: Record<string, string>,
): Promise<ReportDto> {
  const accepted = await postImport(client, body, headers);
  return waitForReport(client, String(accepted.headers.location));
}

/** The status of each line. */
export function toStatuses({ results }: ReportDto): number[] {
  return results.map(({ status }) => status);
}
