import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { type Mutation, removeCopies, runCopy } from '../support/mutant.js';

/* Mutation tests of the contract checks. Each run uses a copy of the project with one defect. */

jest.setTimeout(240_000);
afterAll(removeCopies);

interface Mutant extends Mutation {
  title: string;
  /** Expected in the output. */
  message: string;
}

interface ResponseMutant extends Mutant {
  /** The test that detects the defect. */
  test: [file: string, name: string];
}

const RESPONSE_MUTANTS: ResponseMutant[] = [
  {
    title: 'a response has an undocumented code',
    file: 'src/items/user-items.controller.ts',
    text: `404: UserNotFound, `,
    replacement: ``,
    test: ['api/users', 'GET /users/:id/items 404 when no user has the id'],
    message: 'GET /users/{id}/items does not document 404',
  },
  {
    title: 'a response has another code than the documented one',
    file: 'src/items/items.controller.ts',
    text: `@HttpCode(HttpStatus.NO_CONTENT)`,
    replacement: `@HttpCode(HttpStatus.OK)`,
    test: ['api/items', 'DELETE /items/:id 204 deletes the item'],
    message: 'DELETE /items/{id} does not document 200',
  },
  {
    title: 'a problem has another type than the documented one',
    file: 'src/items/items.service.ts',
    text: `if (!row) throw new ItemNotFound(id);`,
    replacement: `if (!row) throw new (await import('../problems/http.problems.js')).RouteNotFound();`,
    test: ['api/items', 'GET /items/:id 404 when no item has the id'],
    message: 'is a path-not-found where item-not-found is documented',
  },
  {
    title: 'a response has an undocumented header',
    file: 'src/server/create-adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `.header('X-Request-Id', request.id).header('X-Powered-By', 'us');\n    done(`,
    test: ['api/users', 'GET /users/:id 200 returns the user'],
    message: 'has an undocumented header x-powered-by',
  },
  {
    title: 'a DTO contains every column',
    file: 'src/users/dto/user.dto.ts',
    text: `excludeExtraneousValues: true`,
    replacement: `excludeExtraneousValues: false`,
    test: ['api/users', 'POST /users 201 creates the user'],
    message: 'data must NOT have additional properties',
  },
  {
    title: 'a DTO omits null values',
    file: 'src/items/dto/item.dto.ts',
    text: `description: item.description,`,
    replacement: `...(item.description !== null && { description: item.description }),`,
    test: ['api/items', 'PUT /items/:id 201 creates the item'],
    message: `data must have required property 'description'`,
  },
  {
    title: 'a response lacks a documented header',
    file: 'src/items/items.controller.ts',
    text: `findOne(id);\n    reply.header('ETag', formatEtag(item));`,
    replacement: `findOne(id);`,
    test: ['api/items', 'GET /items/:id 200 returns the item'],
    message: 'lacks the documented header ETag',
  },
  {
    title: 'no response has a request id',
    file: 'src/server/create-adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `;\n    done(`,
    test: ['api/users', 'GET /users/:id 200 returns the user'],
    message: 'lacks the documented header X-Request-Id',
  },
  {
    title: 'an ETag has no quotes',
    file: 'src/http/entity-tag.ts',
    text: ': `"${etag}"`',
    replacement: ': etag',
    test: ['api/users', 'GET /users/:id 200 returns the user'],
    message: 'has an ETag that is not strong',
  },
  {
    title: 'a Location leads to no resource',
    file: 'src/users/users.controller.ts',
    text: "'Location', `/users/${user.id}`",
    replacement: "'Location', `/user/${user.id}`",
    test: ['api/users', 'POST /users 201 creates the user'],
    message: 'has a Location that responds with 404',
  },
  {
    title: 'a page does not link to the next page',
    file: 'src/http/page.ts',
    text: `reply.header('Link',`,
    replacement: `void (`,
    test: ['api/items', 'GET /items 200 lists at most as many items as the limit'],
    message: 'does not link to the next page',
  },
  {
    title: 'the status differs from the status in the problem',
    file: 'src/problems/problem-response.ts',
    text: `.status(problem.getStatus())`,
    replacement: `.status(400)`,
    test: ['api/items', 'GET /items/:id 404 when no item has the id'],
    message: 'is a problem whose body has another status',
  },
  {
    title: 'the body of an error is plain JSON',
    file: 'src/problems/problem-response.ts',
    text: `'application/problem+json; charset=utf-8'`,
    replacement: `'application/json'`,
    test: ['api/items', 'GET /items/:id 404 when no item has the id'],
    message: 'is an error without problem details',
  },
  {
    title: 'a 405 does not list the allowed methods',
    file: 'src/problems/http.problems.ts',
    text: `{ headers: { Allow } }`,
    replacement: `{}`,
    test: ['protocol/methods', '/users/:id/items 405'],
    message: 'does not list the allowed methods',
  },
  {
    title: 'a 415 does not list the supported media types',
    file: 'src/server/content-negotiation.ts',
    text: `headers: { ...accept, ...more }`,
    replacement: `headers: { ...more }`,
    test: ['protocol/negotiation', 'POST /users 415 when the body is text'],
    message: 'does not list the supported media types',
  },
  {
    title: 'the headers of HEAD differ from those of GET',
    file: 'src/server/create-adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `.header('X-Request-Id', request.id);
    if (request.method === 'HEAD') reply.header('Cache-Control', 'private');
    done(`,
    test: ['api/users', 'GET /users/:id 200 returns the user'],
    message: 'responds to HEAD with a different',
  },
];

/** Reduces the service and the test suite to a size at which one spec sees every documented code. */
const SMALL_SERVICE: Mutation[] = [
  {
    file: 'src/app.module.ts',
    text: `    ItemsModule,\n    UsersModule,\n    DemoModule,\n`,
    replacement: ``,
  },
  {
    file: 'src/auth/auth.module.ts',
    text: `controllers: [AuthController],`,
    replacement: ``,
  },
];
const keptSpec = 'api/service.e2e-spec.ts';

const RUN_MUTANTS: Mutant[] = [
  {
    title: 'a test is skipped',
    file: `test/${keptSpec}`,
    text: `it('200 while the process runs'`,
    replacement: `it.skip('200 while the process runs'`,
    message: 'Contract: 1 tests were skipped.',
  },
  {
    title: 'no test sees a documented code that the service sends',
    file: `test/${keptSpec}`,
    text: `api.get('/openapi.json')`,
    replacement: `api.exchange('GET', '/openapi.json')`,
    message: 'Contract: documented, but never seen:\n  GET /openapi.json 200\n',
  },
  {
    title: 'a documented code is never sent',
    file: 'src/health/health.controller.ts',
    text: `@ApiProblems({ 503: ServiceUnavailable })`,
    replacement: `@ApiProblems({ 503: ServiceUnavailable, 409: ServiceUnavailable })`,
    message: 'Contract: documented, but never seen:\n  GET /health/ready 409 service-unavailable\n',
  },
];

describe('A test fails, even when it runs alone,', () => {
  it.concurrent.each(RESPONSE_MUTANTS)(
    'when $title',
    async ({ test: [file, name], message, ...mutation }) => {
      const args = [`${file}.e2e-spec.ts`, `--testNamePattern=${name}`];
      expect(await runCopy({ mutations: [mutation], args })).toEqual({
        exitCode: 1,
        output: expect.stringContaining(`- ${message}`),
      });
    },
  );

  it.concurrent('but not without a defect', async () => {
    const names = RESPONSE_MUTANTS.map(({ test: [, name] }) => name).join('|');
    const args = ['api/items.e2e-spec.ts', 'api/users.e2e-spec.ts', `--testNamePattern=${names}`];
    expect(await runCopy({ args })).toMatchObject({ exitCode: 0 });
  });
});

describe('A run of all tests fails', () => {
  it.concurrent.each(RUN_MUTANTS)('when $title', async ({ message, ...mutation }) => {
    expect(await runCopy({ mutations: [...SMALL_SERVICE, mutation], keptSpec })).toEqual({
      exitCode: 1,
      output: expect.stringContaining(message),
    });
  });

  it.concurrent('but not without a defect', async () => {
    expect(await runCopy({ mutations: SMALL_SERVICE, keptSpec })).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^Contract: (\d+) of \1 documented codes seen\.$/m),
    });
  });
});

describe('A run of one spec', () => {
  it.concurrent('counts the codes that it saw, and does not fail for others', async () => {
    expect(await runCopy({ args: [keptSpec] })).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^Contract: (\d+) of (?!\1 )\d+ documented codes seen\.$/m),
    });
  });
});
