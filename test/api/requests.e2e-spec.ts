import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../../openapi.json' with { type: 'json' };
import { copyDemoDatabase, startApp, type TestDatabase } from '../support/app.js';
import { Client } from '../support/client.js';
import { operations } from '../support/operations.js';

interface Request {
  code: number;
  /** Later requests use this name to refer to the response. */
  name: string | undefined;
  requestLine: string;
  headers: string[];
  body: string;
}

const admin = new Client();
/** Has no token until a request logs in. */
let client: Client;
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await copyDemoDatabase();
  app = await startApp(database.url, admin, {
    rateLimit: 200,
    limits: { rateLimitWindowMs: 3_600_000 },
  });
  client = admin.withToken(undefined);
});

afterAll(async () => {
  client.close();
  admin.close();
  await app.close();
  await database.drop();
});

describe('requests.http', () => {
  it('has a request for each code of the document, and for the codes sent before an operation is found', async () => {
    const codes = operations(document).flatMap(({ responses }) => Object.keys(responses));
    // No request causes an internal error.
    const documented = codes.filter((code) => code !== '500').map(Number);
    const sent = new Set((await readFile('requests.http', 'utf8')).match(/(?<=^### )\d+/gm));
    expect([...sent].map(Number).sort()).toEqual(
      [...new Set([...documented, 405, 414, 431])].sort(),
    );
  });

  it('has requests whose titles name the codes that they receive, in order', async () => {
    const { variables, requests } = parseRequests(await readFile('requests.http', 'utf8'));
    const fill = (text: string): string =>
      text.replaceAll(/\{\{([\w.]+)\}\}/g, (_, name: string) => fill(variables.get(name) ?? ''));
    const received: number[] = [];
    for (const { code, name, requestLine, headers: lines, body: text } of requests) {
      if (code === 503) await database.drop();
      const [method, path] = fill(requestLine).split(' ');
      const headers = Object.fromEntries(lines.map((line) => fill(line).split(': '))) as Headers;
      const [, file] = /^< (.+)$/.exec(text) ?? [];
      const body = file ? await readFile(file, 'utf8') : text;
      while (code === 429 && (await client.exchange(method, path)).status !== 429);
      const response = await client.send<object>(
        method,
        path,
        body ? { headers, body } : { headers },
      );
      for (const [member, value] of Object.entries(response.body ?? {})) {
        variables.set(`${name}.response.body.${member}`, String(value));
      }
      received.push(response.status);
    }
    expect(received).toEqual(requests.map(({ code }) => code));
  });
});

type Headers = Record<string, string>;

/** Parses the format of REST clients: `### title`, request line, headers, blank line, body. */
function parseRequests(text: string): { variables: Map<string, string>; requests: Request[] } {
  const [head, ...parts] = text.split(/^### /m);
  const variables = [...head.matchAll(/^@(\w+) = (.+)$/gm)];
  return {
    variables: new Map([
      ...variables.map(([, name, value]) => [name, value] as const),
      ['host', ''],
    ]),
    requests: parts.map((part) => {
      const [lead, body = ''] = part.trim().split(/\n\n/);
      const [title, ...lines] = lead.split('\n');
      const [requestLine, ...headers] = lines.filter((line) => !line.startsWith('#'));
      const [, name] = /^# @name (\w+)$/m.exec(lead) ?? [];
      return { code: Number(title.split(' ')[0]), name, requestLine, headers, body };
    }),
  };
}
