import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { asJson, Contract, type Exchange, type RequestOptions } from '#contract-testing';
import ContractReporter from '../src/contract-reporter.js';
import { useFixture } from './fixture/use-fixture.js';

/* Whether the checks of the contract notice a defect: each test plants one in a response or in the document. */

const api = useFixture();
/** A full run need not see what the fixture documents. */
const FIXTURE = { isComplete: false };
let document: OpenAPIObject;

beforeAll(async () => {
  ({ body: document } = await api.exchange<OpenAPIObject>('GET', '/openapi.json'));
});

/** Sends a request that nothing checks. */
async function exchange(method: string, path: string, options: RequestOptions): Promise<Exchange> {
  return { method, path, options, response: await api.exchange(method, path, options) };
}

type Response = Exchange['response'] & { body: Record<string, unknown> };

interface Defect {
  title: string;
  request: [method: string, path: string, options?: RequestOptions];
  plant: (response: Response) => unknown;
  message: string;
}

const LIVE: Defect['request'] = ['GET', '/health/live'];
const UNKNOWN: Defect['request'] = ['GET', '/health/live?colour=red'];
const DOCUMENT: Defect['request'] = ['GET', '/openapi.json'];

const DEFECTS: Defect[] = [
  {
    title: 'an undocumented code',
    request: LIVE,
    plant: (response) => (response.status = 201),
    message: 'GET /health/live does not document 201',
  },
  {
    title: 'another problem type than the documented one',
    request: UNKNOWN,
    plant: ({ body }) => (body.type = '/problems/path-not-found'),
    message: 'is a path-not-found where invalid-parameters is documented',
  },
  {
    title: 'an undocumented header',
    request: LIVE,
    plant: ({ headers }) => (headers['x-powered-by'] = 'us'),
    message: 'has an undocumented header x-powered-by',
  },
  {
    title: 'no documented header',
    request: DOCUMENT,
    plant: ({ headers }) => delete headers.etag,
    message: 'lacks the documented header ETag',
  },
  {
    title: 'a member that the schema does not have',
    request: LIVE,
    plant: ({ body }) => (body.password = 'secret'),
    message: 'data must NOT have additional properties',
  },
  {
    title: 'no member that the schema requires',
    request: LIVE,
    plant: ({ body }) => delete body.status,
    message: `data must have required property 'status'`,
  },
  {
    title: 'another media type',
    request: LIVE,
    plant: ({ headers }) => (headers['content-type'] = 'text/html'),
    message: 'is text/html where application/json is documented',
  },
  {
    title: 'no request id',
    request: LIVE,
    plant: ({ headers }) => delete headers['x-request-id'],
    message: 'has no X-Request-Id',
  },
  {
    title: 'an ETag without quotes',
    request: DOCUMENT,
    plant: ({ headers }) => (headers.etag = 'abc'),
    message: 'has an ETag that is not strong',
  },
  {
    title: 'a Location that leads nowhere',
    request: LIVE,
    plant: (response) => (Object.assign(response, { status: 201 }).headers.location = '/nowhere'),
    message: 'has a Location that responds with 404',
  },
  {
    title: 'a next page without a link to it',
    request: LIVE,
    plant: ({ body }) => (body.nextCursor = 'abc'),
    message: 'does not link to the next page',
  },
  {
    title: 'another status than its problem',
    request: UNKNOWN,
    plant: ({ body }) => (body.status = 404),
    message: 'is a problem whose body has another status',
  },
  {
    title: 'an error as plain JSON',
    request: UNKNOWN,
    plant: ({ headers }) => (headers['content-type'] = 'application/json'),
    message: 'is an error without problem details',
  },
  {
    title: 'a 405 that does not list the methods',
    request: ['DELETE', '/health/live'],
    plant: ({ headers }) => delete headers.allow,
    message: 'does not list the allowed methods',
  },
  {
    title: 'another header than that of HEAD',
    request: LIVE,
    plant: ({ headers }) => (headers['cache-control'] = 'private'),
    message: 'responds to HEAD with a different cache-control',
  },
  {
    title: 'internal details',
    request: UNKNOWN,
    plant: (response) => (response.text += 'SELECT 1'),
    message: 'reveals internal details',
  },
];

describe('A response fails its test when it has', () => {
  it.each(DEFECTS)('$title', async ({ request: [method, path, options = {}], plant, message }) => {
    const contract = new Contract(document, FIXTURE);
    const sent = await exchange(method, path, options);
    await expect(contract.check(sent, api)).resolves.toBeUndefined();
    plant(sent.response as Response);
    await expect(contract.check(sent, api)).rejects.toThrow(`- ${message}`);
  });

  it('a code that the document no longer has', async () => {
    const changed = structuredClone(document);
    delete changed.paths['/health/live'].get?.responses['400'];
    const sent = await exchange('GET', '/health/live?colour=red', {});
    await expect(new Contract(changed, FIXTURE).check(sent, api)).rejects.toThrow(
      'GET /health/live does not document 400',
    );
  });
});

it('A response may have a header that the options list', async () => {
  const contract = new Contract(document, { ...FIXTURE, headers: ['x-release'] });
  const sent = await exchange('PUT', '/notes/first', asJson({ title: 'Released' }));
  sent.response.headers['x-release'] = 'r2';
  await expect(contract.check(sent, api)).resolves.toBeUndefined();
});

describe("A 422 of the application's own", () => {
  const path = '/notes/untitled';
  const request = asJson({ title: 'Untitled' });

  it('passes where @ApiProblems lists it, although the schema allows the body', async () => {
    const { status, body } = await api.send<{ type: string }>('PUT', path, request);
    expect([status, body.type]).toEqual([422, '/problems/note-title-reserved']);
    const contract = new Contract(document, FIXTURE);
    await expect(
      contract.check(await exchange('PUT', path, request), api),
    ).resolves.toBeUndefined();
  });

  it('fails its test where @ApiProblems does not list it', async () => {
    const changed = structuredClone(document);
    const { $ref } = changed.paths['/notes/{id}'].put?.responses['422'] as { $ref: string };
    const response = changed.components?.responses?.[$ref.split('/')[3]] as Problems;
    delete response.content['application/problem+json'].examples['note-title-reserved'];
    const contract = new Contract(changed, FIXTURE);
    await expect(contract.check(await exchange('PUT', path, request), api)).rejects.toThrow(
      'is a note-title-reserved where invalid-body is documented',
    );
  });

  it('fails its test when it is an invalid-body, although the schema allows the body', async () => {
    const sent = await exchange('PUT', path, request);
    (sent.response.body as { type: string; title: string }).type = '/problems/invalid-body';
    await expect(new Contract(document, FIXTURE).check(sent, api)).rejects.toThrow(
      'refuses a body that is documented',
    );
  });
});

interface Problems {
  content: Record<string, { examples: Record<string, object> }>;
}

describe('A run of all tests', () => {
  const { CONTRACT_FOLDER } = process.env;
  const lines: string[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'record-'));
    process.env.CONTRACT_FOLDER = folder;
    jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  });

  beforeEach(() => void lines.splice(0));

  afterAll(async () => {
    jest.restoreAllMocks();
    process.env.CONTRACT_FOLDER = CONTRACT_FOLDER;
    await rm(folder, { recursive: true });
  });

  /** What the reporter says at the end of a run with these records. */
  async function report(
    records: string[],
    { skipped = 0, files = ['a', 'b'] } = {},
  ): Promise<string> {
    await writeFile(join(folder, 'worker.tsv'), records.join('\n'));
    const reporter = new ContractReporter({ testNamePattern: '' });
    const all = ['a', 'b'].map((name) => `/test/${name}.e2e-spec.js`);
    const ran = files.map((name) => ({ testFilePath: `/test/${name}.e2e-spec.js` }));
    const results = { testResults: ran, numPendingTests: skipped, numTodoTests: 0 };
    const hasteFS = { getAllFiles: () => [...all, '/test/system/c.e2e-spec.js'] };
    const contexts = new Set([{ hasteFS, config: { testPathIgnorePatterns: ['/system/'] } }]);
    reporter.onRunComplete(contexts as never, results as never);
    return `${reporter.getLastError() ? 'fails' : 'passes'}: ${lines.join('\n')}`;
  }

  const SEEN = ['documented\tGET /a 200', 'seen\tGET /a 200'];
  const UNSEEN = 'documented\tGET /a 404 not-found';

  it('passes when each documented code was seen', async () => {
    expect(await report(SEEN)).toMatch(/^passes: \nContract: 1 of 1 documented codes seen\.$/);
  });

  it('fails when no test saw a documented code', async () => {
    expect(await report([...SEEN, UNSEEN])).toMatch(
      /^fails: [^]+never seen:\n {2}GET \/a 404 not-found$/,
    );
  });

  it('fails when a test was skipped', async () => {
    expect(await report(SEEN, { skipped: 1 })).toMatch(/^fails: [^]+1 tests were skipped\.$/);
  });

  it('passes with a part of the files, and lists what they have not seen', async () => {
    expect(await report([...SEEN, UNSEEN], { files: ['a'] })).toMatch(
      /^passes: [^]+Not seen in these files:\n {2}GET \/a 404 not-found$/,
    );
  });
});
