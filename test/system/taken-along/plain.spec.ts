import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '#contract-testing';
import { Application } from './application.js';
import { CASES } from './plain/test/cases.js';

/* A plain Nest application gets folders of libs and the lines of their READMEs. */

const client = new Client();
let application: Application;

beforeAll(async () => {
  application = await Application.create('plain');
});

afterAll(async () => {
  client.close();
  await application.remove();
});

describe('A plain Nest application', () => {
  beforeAll(async () => {
    await application.copy('src/bare.ts', 'src/put-note.dto.ts');
    await application.build();
    client.connect(await application.start('dist/src/bare.js'));
  });

  afterAll(() => application.stop());

  it.each(CASES)('$bare when $when', async ({ bare, method, path, options }) => {
    const { status, headers } = await client.send(method, path, options);
    expect(status).toBe(bare);
    if (bare >= 400) expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('With problem-details, conditional-requests, validation and strict-http', () => {
  beforeAll(async () => {
    await application.take('problem-details', 'conditional-requests', 'validation');
    await application.take('strict-http', 'contract-testing');
    await application.copy('src', 'test', 'jest.config.js');
    await application.build();
    client.connect(await application.start('dist/src/main.js'));
  });

  it.each(CASES)('$status when $when', async ({ status, method, path, options }) => {
    const { headers, body, ...response } = await client.send(method, path, options);
    expect(response.status).toBe(status);
    if (status < 400) return;
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status, instance: path.split('?')[0] });
  });

  it('405 lists the methods of the path', async () => {
    const { headers } = await client.send('POST', '/notes/first');
    expect(headers.allow).toBe('GET, HEAD, PUT, DELETE, OPTIONS');
  });

  it('422 points to each field', async () => {
    const { body } = await client.put('/notes/first', { text: '', colour: 'red' });
    expect(body.errors).toMatchObject([{ pointer: '#/colour' }, { pointer: '#/text' }]);
  });
});

describe('With contract-testing', () => {
  it('passes when each documented code was sent, and no other', async () => {
    const { code, output } = await application.test();
    expect(output).toMatch(/Contract: (\d+) of \1 documented codes seen\./);
    expect(code).toBe(0);
  });

  it('fails when no test has seen a documented code', async () => {
    const { code, output } = await application.withEdit('test/cases.js', /.*428.*/, '', () =>
      application.test(),
    );
    expect(output).toContain('never seen:\n  DELETE /notes/{id} 428 precondition-required');
    expect(code).toBe(1);
  });

  it('fails when the application sends a code that is not documented', async () => {
    const { code, output } = await application.withEdit(
      'src/note.controller.js',
      'ApiProblems({ 428: PreconditionRequired }),',
      '',
      () => application.test(),
    );
    expect(output).toContain('DELETE /notes/{id} does not document 428');
    expect(code).toBe(1);
  });
});
