import { describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import { PROBLEM_TYPES } from '#problem-details';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

function get(path: string, Accept?: string): Promise<HttpResponse> {
  return api.get(path, Accept === undefined ? {} : { headers: { Accept } });
}

describe('GET /problems/:type', () => {
  // Those of the library, and those that the fixture declares.
  it.each([...PROBLEM_TYPES])('200 explains %s to a browser', async (type, { title, status }) => {
    const { status: received, text, headers } = await get(`/problems/${type}`, BROWSER);
    expect(received).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain(`<h1>${status} ${title}</h1>`);
    expect(text).toContain('What it means');
    expect(text).toContain('What to do');
  });

  it.each([...PROBLEM_TYPES])('200 describes %s as JSON', async (type, definition) => {
    const { status, body } = await get(`/problems/${type}`, 'application/json');
    const { title, description, solution } = definition;
    expect(status).toBe(200);
    expect(body).toEqual({
      type: `/problems/${type}`,
      status: definition.status,
      title,
      description,
      solution,
    });
  });

  it('200 shows an example, as a response has it, and the operations that send it', async () => {
    const { body: problem } = await api.get<Record<string, unknown>>('/notes/none');
    const { text } = await get(String(problem.type), BROWSER);
    const [, example] = /<pre tabindex="0">([^]+)<\/pre>/.exec(text) ?? [];
    const { instance, requestId, ...constant } = problem;
    expect(JSON.parse(example)).toMatchObject(constant);
    expect(instance).toBe('/notes/none');
    expect(requestId).not.toBe('');
    const operations = [...text.matchAll(/<li><code>(.+)<\/code><\/li>/g)].map(([, one]) => one);
    expect(operations).toContain('GET /notes/{id}');
    expect(operations).not.toContain('GET /notes');
  });

  it('200 is a page without operations where no operation documents the type', async () => {
    expect((await get('/problems/route-not-found', BROWSER)).text).not.toContain('Sent by');
  });

  it('200 has the type that the problem itself has', async () => {
    const { body: problem } = await api.get('/notes/none');
    const { status, body } = await get(String(problem.type), 'application/json');
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: problem.type, title: problem.title, status: 404 });
  });

  it.each(['none', 'constructor', '__proto__'])(
    '404 when no problem has the type %s',
    async (type) => {
      expect((await api.get(`/problems/${type}`)).status).toBe(404);
    },
  );
});

describe('GET /problems', () => {
  it('200 is a page with a link to each type', async () => {
    const { status, text } = await get('/problems', BROWSER);
    expect(status).toBe(200);
    const links = [...text.matchAll(/href="problems\/(.+?)"/g)].map(([, type]) => type);
    expect(links.sort()).toEqual([...PROBLEM_TYPES.keys()].sort());
  });

  it('200 lists each type as JSON, by status', async () => {
    const { status, body } = await get('/problems', 'application/json');
    const { problemTypes } = body as { problemTypes: { type: string; status: number }[] };
    expect(status).toBe(200);
    expect(problemTypes).toHaveLength(PROBLEM_TYPES.size);
    const statuses = problemTypes.map((type) => type.status);
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
    const one = await get(problemTypes[0].type, 'application/json');
    expect(one.body).toEqual(problemTypes[0]);
  });
});

describe.each(['/problems', '/problems/precondition-failed'])('GET %s', (path) => {
  it.each([
    ['text/html', undefined],
    ['text/html', '*/*'],
    ['text/html', 'text/*'],
    ['text/html', BROWSER],
    ['text/html', 'application/json;q=0.5, text/html'],
    // Neither is acceptable: RFC 9110 §12.4.1 permits to disregard the header.
    ['text/html', 'image/png'],
    ['text/html', 'application/json;q=0'],
    ['application/json', 'application/json'],
    ['application/json', 'application/*'],
    ['application/json', 'application/json, text/html;q=0.9'],
    ['application/json', 'application/json, */*;q=0.1'],
    ['application/json', 'application/json;v=1'],
    ['application/json', 'application/json ; v="a, b;c" ; q=0.9, text/html;q=0.8'],
    ['application/json', 'application/problem+json'],
    ['application/json', 'application/problem+json;charset=utf-8, text/html;q=0.9'],
    ['text/html', 'text/html;level=1, application/json;q=0.9'],
    ['text/html', 'application/json;v=1;q=0'],
    ['application/json', 'text/html;q=0, */*'],
  ])('200 is %s for Accept: %s', async (mediaType, accept) => {
    const { status, headers } = await get(path, accept);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(`${mediaType}; charset=utf-8`);
    expect(headers.vary).toBe('Accept');
  });

  it('200 ignores the query, as pages do', async () => {
    expect((await get(`${path}?utm_source=x`)).status).toBe(200);
  });
});
