import { describe, expect, it } from '@jest/globals';
import type { Client, HttpResponse } from '#contract-testing';

interface List {
  nextCursor: string | null;
}

/** Describes the pages of lists that have at least two entries each. */
export function describePages(api: Client, lists: string[]): void {
  describe.each(lists)('GET %s', (list) => {
    const path = toPath(list);

    it.each([1, 2, 3])(
      '200 has every entry once and in order, with the limit %i',
      async (limit) => {
        const [ids] = await readPages(api, `${path}limit=100`);
        expect(ids.length).toBeGreaterThan(1);
        expect(ids).toEqual([...new Set(ids)].sort());
        const pages = Array.from({ length: Math.ceil(ids.length / limit) }, (_, page) =>
          ids.slice(page * limit, (page + 1) * limit),
        );
        expect(await readPages(api, `${path}limit=${limit}`)).toEqual(pages);
      },
    );

    it('200 has the same next page by its Link as by its nextCursor', async () => {
      const first = await api.get<List>(`${path}limit=1`);
      const link = `${path}limit=1&cursor=${first.body.nextCursor}`;
      expect(getNextLink(first)).toBe(link);
      const next = await api.get(link);
      expect(next.status).toBe(200);
      expect(getIds(next)).not.toEqual(getIds(first));
    });
  });
}

/** The path of a list, ending so that a parameter can be added. */
export function toPath(list: string): string {
  return list + (list.includes('?') ? '&' : '?');
}

/** Follows the links from a page to the last one, and returns the ids on each page. */
export async function readPages(client: Client, path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next = path; next !== '';) {
    const response = await client.get<object>(next);
    expect(response.status).toBe(200);
    pages.push(getIds(response));
    next = getNextLink(response);
  }
  return pages;
}

/** The ids of the entries on a page, whatever the list is called. */
export function getIds({ body }: HttpResponse<object>): string[] {
  const [entries] = Object.values(body).filter(Array.isArray) as { id: string }[][];
  return entries.map(({ id }) => id);
}

/** The path of the next page; empty on the last page. */
export function getNextLink({ headers }: HttpResponse<unknown>): string {
  return /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1] ?? '';
}
