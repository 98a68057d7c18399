import { describe, expect, it } from '@jest/globals';
import { useExpress } from '../../contract-testing/test/fixture/use-express.js';

const api = useExpress();

describe('On Express, a parameter', () => {
  it('400 names every error of path, query and headers', async () => {
    const path = '/notes/No_Slug?colour=red&surprise=1';
    const { status, body } = await api.get(path, { headers: { 'If-Match': 'x' } });
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/invalid-parameters');
    expect(body.errors).toEqual([
      { parameter: 'id', detail: 'must be lower-case words, joined by hyphens' },
      { parameter: 'colour', detail: 'is not known here' },
      { parameter: 'surprise', detail: 'is not known here' },
      { header: 'If-Match', detail: 'must be * or a list of entity tags' },
    ]);
  });

  it('400 names every error of a query', async () => {
    const { status, body } = await api.get('/notes?limit=0&colour=red&x=%ff&limit=1&__proto__=1');
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { parameter: 'x', detail: 'is not percent-encoded UTF-8' },
      { parameter: 'limit', detail: 'must be given once' },
      { parameter: '__proto__', detail: 'is not known here' },
      {
        parameter: 'colour',
        detail: 'must be one of the following values: green, yellow',
      },
    ]);
  });

  it('200 when all are valid', async () => {
    const { status, body } = await api.get('/notes?limit=1&colour=yellow');
    expect(status).toBe(200);
    expect(body.notes).toHaveLength(1);
  });
});

describe('On Express, a body', () => {
  it('422 names every error, and stores nothing', async () => {
    const { status, body } = await api.put('/notes/invalid', {
      title: '',
      colour: null,
      'a/b': 1,
      toString: 1,
    });
    expect(status).toBe(422);
    expect(body.type).toBe('/problems/invalid-body');
    expect(body.errors).toEqual([
      { pointer: '#/a~1b', detail: 'is not known here' },
      { pointer: '#/toString', detail: 'is not known here' },
      { pointer: '#/title', detail: 'must be 1 to 80 characters long' },
      { pointer: '#/colour', detail: 'must not be null' },
    ]);
    expect((await api.get('/notes/invalid')).status).toBe(404);
  });

  it('422 when it is no object', async () => {
    const { status, body } = await api.put('/notes/invalid', []);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#', detail: 'must be a JSON object' }]);
  });

  it('400 of a parameter takes precedence over its 422', async () => {
    expect((await api.put('/notes/No_Slug', {})).status).toBe(400);
  });

  it('201 when it is valid', async () => {
    expect((await api.put('/notes/valid', { title: 'Valid' })).status).toBe(201);
    expect((await api.get('/notes/valid')).body).toMatchObject({ title: 'Valid' });
  });
});
