import { describe, expect, it } from '@jest/globals';
import { PROBLEM_TYPES } from '#problem-details';
import { useApp } from '../support/app.js';

/* `libs/problem-details` tests the pages, and which of HTML and JSON a client gets. */

const api = useApp();
const JSON_ACCEPTED = { headers: { Accept: 'application/json' } };

describe('GET /problems/:type', () => {
  it.each([...PROBLEM_TYPES])('200 explains %s', async (type, definition) => {
    const { status, body } = await api.get(`/problems/${type}`, JSON_ACCEPTED);
    const { title, description, solution } = definition;
    expect(status).toBe(200);
    expect(body).toEqual({
      type: `/problems/${type}`,
      status: definition.status,
      title,
      description,
      solution,
    });
    expect(solution).toMatch(/^[A-Z`].+\.$/);
  });

  it('200 is a page for a browser', async () => {
    const { status, text } = await api.get('/problems/invalid-token');
    expect(status).toBe(200);
    expect(text).toContain('<h1>401 Invalid token</h1>');
  });

  it('404 when no problem has the type', async () => {
    const { status, body } = await api.get('/problems/none');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
  });
});

describe('GET /problems', () => {
  it('200 lists each type', async () => {
    const { status, body } = await api.get('/problems', JSON_ACCEPTED);
    expect(status).toBe(200);
    const types = (body.problemTypes as { type: string }[]).map(({ type }) => type);
    expect(types.sort()).toEqual(
      [...PROBLEM_TYPES.keys()].map((type) => `/problems/${type}`).sort(),
    );
  });

  it('200 is a page for a browser', async () => {
    const { status, text } = await api.get('/problems');
    expect(status).toBe(200);
    expect(text).toContain('href="problems/invalid-token"');
  });
});
