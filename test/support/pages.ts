import { expect } from '@jest/globals';
import type { Client, HttpResponse } from '#contract-testing';

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
