import { expect } from '@jest/globals';
import type { ItemListDto } from '../../src/items/dto/item-list.dto.js';
import type { UserListDto } from '../../src/users/dto/user-list.dto.js';
import type { Client, HttpResponse } from './client.js';

/** Follows the links from a page to the last one, and returns the ids on each page. */
export async function readPages(client: Client, path: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next = path; next !== '';) {
    const response = await client.get<ItemListDto | UserListDto>(next);
    expect(response.status).toBe(200);
    pages.push(getIds(response));
    next = getNextLink(response);
  }
  return pages;
}

export function getIds({ body }: HttpResponse<ItemListDto | UserListDto>): string[] {
  return ('items' in body ? body.items : body.users).map(({ id }) => id);
}

/** The path of the next page; empty on the last page. */
export function getNextLink({ headers }: HttpResponse<unknown>): string {
  return /^<(.+)>; rel="next"$/.exec(String(headers.link))?.[1] ?? '';
}
