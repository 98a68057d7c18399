import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { type Mutation, removeCopies, runCopy } from './support/mutant.js';

/* Who tests the tests: each run is one of a copy of the project in which one thing is wrong. */

jest.setTimeout(240_000);
afterAll(removeCopies);

interface Mutant extends Mutation {
  title: string;
  says: string;
}

interface AnswerMutant extends Mutant {
  /** Where the test is that meets what is wrong, and its name. */
  test: [file: string, name: string];
}

const ANSWERS: AnswerMutant[] = [
  {
    title: 'a code is sent that is not documented',
    file: 'src/items/user-items.controller.ts',
    text: `, 'user-not-found')`,
    replacement: `)`,
    test: ['users', 'GET /users/:id/items 404 when no user has the id'],
    says: 'GET /users/{id}/items does not document 404',
  },
  {
    title: 'a code is sent in place of the documented one',
    file: 'src/items/items.controller.ts',
    text: `@HttpCode(HttpStatus.NO_CONTENT)`,
    replacement: `@HttpCode(HttpStatus.OK)`,
    test: ['items', 'DELETE /items/:id 204 deletes the item'],
    says: 'DELETE /items/{id} does not document 200',
  },
  {
    title: 'a problem of another type than the documented one is sent',
    file: 'src/items/items.problems.ts',
    text: `super('item-not-found'`,
    replacement: `super('path-not-found'`,
    test: ['items', 'GET /items/:id 404 when no item has the id'],
    says: 'is a path-not-found where item-not-found is documented',
  },
  {
    title: 'a header is sent that is not documented',
    file: 'src/http/adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `.header('X-Request-Id', request.id).header('X-Powered-By', 'us');\n    done(`,
    test: ['users', 'GET /users/:id 200 sends the user'],
    says: 'has an undocumented header x-powered-by',
  },
  {
    title: 'a DTO lets every column through',
    file: 'src/users/dto/user.dto.ts',
    text: `return {`,
    replacement: `return { ...user,`,
    test: ['users', 'POST /users 201 creates the user'],
    says: 'data must NOT have additional properties',
  },
  {
    title: 'a DTO leaves out what is null',
    file: 'src/items/dto/item.dto.ts',
    text: `description: row.description,`,
    replacement: `...(row.description !== null && { description: row.description }),`,
    test: ['items', 'PUT /items/:id 201 creates the item'],
    says: `data must have required property 'description'`,
  },
  {
    title: 'a documented header is not sent',
    file: 'src/items/items.controller.ts',
    text: `findOne(id);\n    reply.header('ETag', etagOf(item));`,
    replacement: `findOne(id);`,
    test: ['items', 'GET /items/:id 200 sends the item'],
    says: 'lacks the documented header ETag',
  },
  {
    title: 'no answer has a request id',
    file: 'src/http/adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `;\n    done(`,
    test: ['users', 'GET /users/:id 200 sends the user'],
    says: 'lacks the documented header X-Request-Id',
  },
  {
    title: 'an ETag has no quotes',
    file: 'src/http/headers.ts',
    text: ': `"${etag}"`',
    replacement: ': etag',
    test: ['users', 'GET /users/:id 200 sends the user'],
    says: 'has no strong ETag',
  },
  {
    title: 'a Location leads nowhere',
    file: 'src/users/users.controller.ts',
    text: '`/users/${user.id}`',
    replacement: '`/user/${user.id}`',
    test: ['users', 'POST /users 201 creates the user'],
    says: 'has a Location that answers 404',
  },
  {
    title: 'a page does not link to the next',
    file: 'src/http/page.ts',
    text: `reply.header('Link',`,
    replacement: `void (`,
    test: ['items', 'GET /items 200 lists no more than the limit'],
    says: 'does not link to the next page',
  },
  {
    title: 'the body of an error tells of another code',
    file: 'src/http/problem-response.ts',
    text: `.status(problem.status)`,
    replacement: `.status(400)`,
    test: ['items', 'GET /items/:id 404 when no item has the id'],
    says: 'is a problem of another status',
  },
  {
    title: 'the body of an error is plain JSON',
    file: 'src/http/problem-response.ts',
    text: `'application/problem+json; charset=utf-8'`,
    replacement: `'application/json'`,
    test: ['items', 'GET /items/:id 404 when no item has the id'],
    says: 'is an error that is no problem details',
  },
  {
    title: 'a 405 does not say what is allowed',
    file: 'src/http/methods.ts',
    text: `headers: { Allow },`,
    replacement: ``,
    test: ['methods', '/users/:id/items 405'],
    says: 'does not say what is allowed',
  },
  {
    title: 'a 415 does not say what is read',
    file: 'src/http/negotiation.ts',
    text: `headers: { ...accept, ...more }`,
    replacement: `headers: { ...more }`,
    test: ['negotiation', 'POST /users 415 when the body is text'],
    says: 'does not say what is supported',
  },
  {
    title: 'HEAD is answered otherwise than GET',
    file: 'src/http/adapter.ts',
    text: `.header('X-Request-Id', request.id);\n    done(`,
    replacement: `.header('X-Request-Id', request.id);
    if (request.method === 'HEAD') reply.header('Cache-Control', 'private');
    done(`,
    test: ['users', 'GET /users/:id 200 sends the user'],
    says: 'answers HEAD with another',
  },
];

/** A service so small that one file of tests, which is then all there is, sees all its codes. */
const SMALL: Mutation[] = [
  {
    file: 'src/app.module.ts',
    text: `[ItemsModule, UsersModule, HealthModule,`,
    replacement: `[HealthModule,`,
  },
  {
    file: 'src/auth/auth.module.ts',
    text: `controllers: [AuthController],`,
    replacement: ``,
  },
];
const kept = 'service.e2e-spec.ts';

const RUNS: Mutant[] = [
  {
    title: 'a test is skipped',
    file: `test/${kept}`,
    text: `it('200 while the process runs'`,
    replacement: `it.skip('200 while the process runs'`,
    says: 'Contract: 1 tests were skipped.',
  },
  {
    title: 'no test sees a code that is documented and sent',
    file: `test/${kept}`,
    text: `api.get('/openapi.json')`,
    replacement: `api.exchange('GET', '/openapi.json')`,
    says: 'Contract: documented, but never seen:\n  GET /openapi.json 200\n',
  },
  {
    title: 'a code is documented that is never sent',
    file: 'src/health/health.controller.ts',
    text: `@ApiProblems('service-unavailable')`,
    replacement: `@ApiProblems('service-unavailable', 'name-taken')`,
    says: 'Contract: documented, but never seen:\n  GET /health/ready 409 name-taken\n',
  },
];

describe('A test fails, be it the only one that is run,', () => {
  it.concurrent.each(ANSWERS)('when $title', async ({ test: [file, name], says, ...wrong }) => {
    const args = [`${file}.e2e-spec.ts`, `--testNamePattern=${name}`];
    expect(await runCopy({ mutations: [wrong], args })).toEqual({
      code: 1,
      output: expect.stringContaining(`- ${says}`),
    });
  });

  it.concurrent('but not when nothing is wrong', async () => {
    const names = ANSWERS.map(({ test: [, name] }) => name).join('|');
    const args = ['items.e2e-spec.ts', 'users.e2e-spec.ts', `--testNamePattern=${names}`];
    expect(await runCopy({ args })).toMatchObject({ code: 0 });
  });
});

describe('A run of all tests fails', () => {
  it.concurrent.each(RUNS)('when $title', async ({ says, ...wrong }) => {
    expect(await runCopy({ mutations: [...SMALL, wrong], kept })).toEqual({
      code: 1,
      output: expect.stringContaining(says),
    });
  });

  it.concurrent('but not when nothing is wrong', async () => {
    expect(await runCopy({ mutations: SMALL, kept })).toEqual({
      code: 0,
      output: expect.stringMatching(/^Contract: (\d+) of \1 documented codes seen\.$/m),
    });
  });
});

describe('A run of one file', () => {
  it.concurrent('counts the codes that it saw, and fails for no other', async () => {
    expect(await runCopy({ args: [kept] })).toEqual({
      code: 0,
      output: expect.stringMatching(/^Contract: (\d+) of (?!\1 )\d+ documented codes seen\.$/m),
    });
  });
});
