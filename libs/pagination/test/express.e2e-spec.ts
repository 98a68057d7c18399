import { beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import { useExpress } from '../../contract-testing/test/fixture/use-express.js';

const api = useExpress();

interface NoteList {
  notes: { id: string }[];
  nextCursor: string | null;
}

beforeAll(async () => {
  for (const id of ['a', 'b', 'c', 'd']) {
    expect((await api.put(`/notes/${id}`, { title: id, colour: 'green' })).status).toBe(201);
  }
});

describe('On Express, a list', () => {
  it('200 has every entry once, page by page, by Link and by cursor', async () => {
    const pages: string[][] = [];
    for (let path: string | undefined = '/notes?limit=2&colour=green'; path;) {
      const page: HttpResponse<NoteList> = await api.get<NoteList>(path);
      const { status, headers, body } = page;
      expect(status).toBe(200);
      pages.push(body.notes.map(({ id }) => id));
      path = /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1];
      const link = `/notes?limit=2&colour=green&cursor=${body.nextCursor}`;
      expect(path).toBe(body.nextCursor === null ? undefined : link);
    }
    expect(pages).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('400 for the cursor of another list, and for a changed one', async () => {
    const { body } = await api.get<NoteList>('/notes?limit=2&colour=green');
    for (const query of [`cursor=${body.nextCursor}`, `colour=green&cursor=${body.nextCursor}A`]) {
      const response = await api.get(`/notes?${query}`);
      expect(response.status).toBe(400);
      expect(response.body.errors).toEqual([
        { parameter: 'cursor', detail: 'must be the nextCursor of another page of this list' },
      ]);
    }
  });
});
