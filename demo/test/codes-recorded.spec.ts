import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from '#contract-testing';
import { copyTestDatabase, startApp } from '../../test/support/app.js';
import { FaultModule } from '../../test/support/fixtures.js';
import { parseRequests } from '../tour/public/requests-http.js';
import { recordRaw, recordRequests, toRecorded } from './support/record-exchanges.js';
import { expectRecorded } from './support/recorded.js';
import { useDemo } from './support/use-demo.js';

/* The exchanges that the pages at /codes show, sent again. */

const api = useDemo();
const faulty = useDemo({}, [FaultModule]);
const limited = useDemo({ rateLimit: 2 });
const impatient = useDemo({ limits: { headersTimeoutMs: 500 } });

/** Its database is dropped after the start. */
const headless = new Client();
let app: NestFastifyApplication;

beforeAll(async () => {
  const database = await copyTestDatabase();
  app = await startApp(database.url, headless);
  await database.drop();
});

afterAll(async () => {
  headless.close();
  await app.close();
});

it('The exchanges are as recorded (otherwise RECORD=1)', async () => {
  const recorded = await recordRequests(
    api.withToken(undefined),
    parseRequests(await readFile('requests.http', 'utf8')),
  );
  const start = 'Host: localhost:3000\r\nConnection: close\r\n';
  const slow = 'GET /items HTTP/1.1\r\nHost: localhost:3000\r\n';
  const brew = `BREW /coffee HTTP/1.1\r\n${start}\r\n`;
  const login = '{ "email": "ada@example.com", "password": "wrong" }';
  recorded.push(
    { ...(await recordRaw(impatient, 408, 'when the headers do not end', slow)), isStaged: true },
    await recordRaw(api, 501, 'for a method that the server does not know', brew),
  );
  const head = `Content-Type: application/json\r\nContent-Length: ${login.length}\r\n`;
  const continued = `POST /auth/login HTTP/1.1\r\n${start}${head}Expect: 100-continue\r\n\r\n${login}`;
  recorded.push(
    await recordRaw(api, 100, 'when the client asks before it sends the body', continued),
  );
  const get = { method: 'GET', path: '/items', headers: {}, body: undefined };
  const read = async (client: Client, code: number, title: string, headers = {}): Promise<void> => {
    const response = await client.withToken(undefined).exchange('GET', '/items', { headers });
    expect(response.status).toBe(code);
    recorded.push({ ...toRecorded(code, title, { ...get, headers }, response), isStaged: true });
  };
  await limited.exchange('GET', '/items');
  await read(limited, 429, 'when the client has used up its limit, which a test lowers to two');
  await read(faulty, 500, 'when a test plants an error', { 'X-Fault': 'planted' });
  await read(headless, 503, 'while the database does not exist');
  expectRecorded(
    'recorded.json',
    recorded.sort((a, b) => a.code - b.code),
  );
});
