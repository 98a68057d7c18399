import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../openapi.json' with { type: 'json' };
import { createDatabase, onServer, startApp, type TestDatabase } from './support/app.js';
import { Client } from './support/client.js';
import { operations } from './support/operations.js';

interface Request {
  code: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createDatabase();
  app = await startApp(database.url, client, { rateLimit: 200, rateWindow: 3_600_000 });
});

afterAll(async () => {
  client.close();
  await app.close();
  await database.drop();
});

describe('requests.http', () => {
  it('has a request for each code of the document, and of what reaches no operation', async () => {
    const codes = operations(document).flatMap(({ responses }) => Object.keys(responses));
    const documented = codes.filter((code) => code !== 'default').map(Number);
    const sent = new Set((await readRequests()).map(({ code }) => code));
    expect([...sent].sort()).toEqual([...new Set([...documented, 405, 414, 431])].sort());
  });

  it('has requests that get the codes they are named for, from top to bottom', async () => {
    const got: number[] = [];
    for (const { code, method, path, headers, body } of await readRequests()) {
      if (code === 401) await onServer('TRUNCATE users, items', database.url);
      if (code === 503) await database.drop();
      while (code === 429 && (await client.exchange(method, path)).status !== 429);
      const answer = await client.send(method, path, body ? { headers, body } : { headers });
      got.push(answer.status);
    }
    expect(got).toEqual((await readRequests()).map(({ code }) => code));
  });
});

/** Reads the requests as a REST client does: `### title`, request line, headers, blank line, body. */
async function readRequests(): Promise<Request[]> {
  const [head, ...parts] = (await readFile('requests.http', 'utf8')).split(/^### /m);
  const variables = new Map(
    [...head.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  variables.set('host', '');
  const filled = (line: string): string =>
    line.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => filled(variables.get(name) ?? ''));
  return Promise.all(
    parts.map(async (part) => {
      const [lead, body = ''] = part.trim().split(/\n\n/);
      const [title, requestLine, ...lines] = lead.split('\n').map(filled);
      const [method, url] = requestLine.split(' ');
      const [, file] = /^< (.+)$/.exec(body) ?? [];
      return {
        code: Number(title.split(' ')[0]),
        method,
        path: url,
        headers: Object.fromEntries(lines.map((line) => line.split(': '))) as Record<
          string,
          string
        >,
        body: file ? await readFile(file, 'utf8') : body,
      };
    }),
  );
}
