import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { NOT_CAUSABLE } from '../tour/public/codes.js';
import { Player, type Received, type Sent } from '../tour/public/player.js';
import { findTemplate, parseRequests, type Request } from '../tour/public/requests-http.js';
import { type Client, operations } from '#contract-testing';
import { readLists } from './support/lists.js';
import { useDemo } from './support/use-demo.js';

/* requests.http, sent as a REST client sends it, and as the page at / does. */

const FILE = parseRequests(await readFile('requests.http', 'utf8'));
const REQUESTS = FILE.requests.map((request) => ({
  ...request,
  label: `${request.code} ${request.method} ${request.path.slice(0, 60)}, ${request.title}`,
}));

const admin = useDemo();
/** Has no token until a request logs in. */
let client: Client;
let player: Player;

beforeAll(() => {
  client = admin.withToken(undefined);
  player = new Player(FILE, send, () => Promise.reject(new Error('There is no rate limit.')));
});

afterAll(() => client.close());

async function send({ method, path, headers, body }: Sent): Promise<Received> {
  const response = await client.send(method, path, { headers, body });
  return { ...response, statusText: '', headers: response.headers as Record<string, string> };
}

function toPair({ method, path, code }: Request): string {
  return `${method} ${findTemplate(path, Object.keys(document.paths))} ${code}`;
}

describe('requests.http', () => {
  const pairs = new Set(FILE.requests.map(toPair));

  it('has a request for each code of each operation, unless no request can cause it', () => {
    const missing = operations(document).flatMap(({ method, template, responses }) =>
      Object.keys(responses)
        .filter((code) => !(code in NOT_CAUSABLE))
        .map((code) => `${method} ${template} ${code}`)
        .filter((pair) => !pairs.has(pair))
        // A key is in use only while its request runs.
        .filter((pair) => pair !== 'POST /imports 409')
        // Only who owns something cannot be deleted.
        .filter((pair) => pair !== 'DELETE /users/{id} 409' || '/items' in document.paths),
    );
    expect(missing).toEqual([]);
  });

  it('has a request for each code that is sent before an operation is found', () => {
    const codes = FILE.requests.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([204, 404, 405, 414, 431]));
  });

  it('has no request for a code that no request can cause', () => {
    const codes = FILE.requests.map(({ code }) => String(code));
    expect(codes.filter((code) => code in NOT_CAUSABLE)).toEqual([]);
  });

  it('has names that are unique', () => {
    const names = FILE.requests.flatMap(({ name }) => name ?? []);
    expect(names).toHaveLength(new Set(names).size);
  });
});

describe('From top to bottom', () => {
  const received: string[] = [];
  let before: unknown[];
  beforeAll(async () => {
    before = await readLists(admin);
    for (const request of REQUESTS) {
      const steps = await player.play(request);
      // Each request that another one needs comes before that one.
      received.push(steps.map((step) => step.received.status).join());
    }
  });

  it('has the codes of the titles', () => {
    const label = (status: string, index: number): string =>
      REQUESTS[index].label.replace(/^\d+/, status);
    expect(received.map(label)).toEqual(REQUESTS.map((request) => request.label));
  });

  it('leaves the data as it was', async () => {
    expect(await readLists(admin)).toEqual(before);
  });
});

describe('Alone, after what it needs', () => {
  let before: unknown[];
  beforeAll(async () => {
    await player.cleanUp();
    before = await readLists(admin);
  });

  it.each(REQUESTS)('$label', async (request) => {
    const step = (await player.play(request)).at(-1);
    expect(step?.request.title).toBe(request.title);
    expect(step?.received.status).toBe(request.code);
    await player.cleanUp();
    expect(await readLists(admin)).toEqual(before);
  });
});
