import { beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import { createCursor } from '#pagination';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

interface NoteList {
  notes: { id: string }[];
  nextCursor: string | null;
}

const INVALID_CURSOR = {
  parameter: 'cursor',
  detail: 'must be the nextCursor of another page of this list',
};

const GREEN = ['g-1', 'g-2', 'g-3', 'g-4', 'g-5', 'g-6'];

beforeAll(async () => {
  for (const id of GREEN) await put(id);
});

async function put(id: string, colour = 'green'): Promise<void> {
  expect((await api.put(`/notes/${id}`, { title: id, colour })).status).toBe(201);
}

function getIds({ body }: HttpResponse<NoteList>): string[] {
  return body.notes.map(({ id }) => id);
}

/** The path of the next page; empty on the last page. */
function getNextLink({ headers }: HttpResponse<unknown>): string {
  return /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1] ?? '';
}

/** Follows the links from a page to the last one, and returns the ids on each page. */
async function readPages(path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next = path; next !== '';) {
    const page = await api.get<NoteList>(next);
    expect(page.status).toBe(200);
    pages.push(getIds(page));
    next = getNextLink(page);
  }
  return pages;
}

describe('The pages of a list', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    '200 have every entry once and in order, with the limit %i',
    async (limit) => {
      const pages = await readPages(`/notes?colour=green&limit=${limit}`);
      expect(pages.flat()).toEqual(GREEN);
      expect(pages).toHaveLength(Math.ceil(GREEN.length / limit));
    },
  );

  it('200 has a page of twenty, the last one, without a Link', async () => {
    const page = await api.get<NoteList>('/notes?colour=green');
    expect(page.status).toBe(200);
    expect(page.body.nextCursor).toBeNull();
    expect(page.headers.link).toBeUndefined();
  });

  it('200 from the Link and from the nextCursor are equal', async () => {
    const path = '/notes?colour=green&limit=2';
    const first = await api.get<NoteList>(path);
    const next = await api.get(`${path}&cursor=${first.body.nextCursor}`);
    expect(next.status).toBe(200);
    expect(getNextLink(first)).toBe(`${path}&cursor=${first.body.nextCursor}`);
    expect((await api.get(getNextLink(first))).text).toBe(next.text);
  });

  it('200 to HEAD has the same Link', async () => {
    const { headers } = await api.get('/notes?limit=2');
    const head = await api.send('HEAD', '/notes?limit=2');
    expect(head.status).toBe(200);
    expect(head.headers.link).toBe(headers.link);
  });

  it('200 for a cursor with another limit and with the same filter written differently', async () => {
    const first = await api.get<NoteList>('/notes?colour=green&limit=1');
    const next = await api.get<NoteList>(`/notes?cursor=${first.body.nextCursor}&c%6flour=%67reen`);
    expect(next.status).toBe(200);
    expect(getIds(next)).toEqual(GREEN.slice(1));
  });

  it('200 neither skip nor repeat an entry while others are added and deleted', async () => {
    for (const id of ['y-2', 'y-4', 'y-6', 'y-8']) await put(id, 'yellow');
    const first = await api.get<NoteList>('/notes?colour=yellow&limit=3');
    expect(getIds(first)).toEqual(['first-note', 'y-2', 'y-4']);
    // The last entry of the first page, and the first of the next page.
    for (const id of ['y-4', 'y-6']) expect((await api.delete(`/notes/${id}`)).status).toBe(204);
    for (const id of ['y-1', 'y-5', 'y-9']) await put(id, 'yellow');
    expect(await readPages(getNextLink(first))).toEqual([['y-5', 'y-8', 'y-9']]);
  });
});

describe('A cursor', () => {
  it('400 when it belongs to a list with another filter, or with none', async () => {
    const { body } = await api.get<NoteList>('/notes?colour=green&limit=1');
    for (const filter of ['', '&colour=yellow']) {
      const response = await api.get(`/notes?cursor=${body.nextCursor}${filter}`);
      expect(response.status).toBe(400);
      expect(response.body.errors).toEqual([INVALID_CURSOR]);
    }
  });

  it.each(['', 'x', '0', 'null', '__proto__', 'desk-lamp', '%F0%9F%92%A1', 'A'.repeat(1900)])(
    '400 when it is invented: %s',
    async (cursor) => {
      const { status, body } = await api.get(`/notes?cursor=${cursor}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([INVALID_CURSOR]);
    },
  );

  // A client that knows the source code can build these.
  it.each(['', 'a\0', '\ud800', '\ufffd', 'x'.repeat(65), `'; DROP TABLE notes; --`])(
    '400 when it is built with an invalid id: %j',
    async (id) => {
      const cursor = createCursor(id, { path: '/notes', params: {}, query: {} });
      const { status, body } = await api.get(`/notes?cursor=${cursor}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([INVALID_CURSOR]);
    },
  );

  it('400 when it is sent twice', async () => {
    const { nextCursor } = (await api.get<NoteList>('/notes?limit=1')).body;
    const { status, body } = await api.get(`/notes?cursor=${nextCursor}&cursor=${nextCursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'must be given once' }]);
  });

  it('400 lists it together with all other errors', async () => {
    const { status, body } = await api.get('/notes?cursor=x&limit=0&page=2&colour=red');
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(4);
    for (const parameter of ['cursor', 'limit', 'page', 'colour']) {
      expect(body.errors).toContainEqual({ parameter, detail: expect.any(String) });
    }
  });

  it('400 when the operation does not return a list', async () => {
    const { status, body } = await api.get('/notes/first-note?cursor=x');
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: 'is not known here' }]);
  });
});

describe('The example of a Link in the document', () => {
  it('200 has a cursor that the list takes', async () => {
    const { text } = await api.get('/openapi.json');
    const [, link] = /"<(\/notes\?[^>"]+)>; rel=\\"next\\""/.exec(text) ?? [];
    expect((await api.get(link)).status).toBe(200);
  });
});
