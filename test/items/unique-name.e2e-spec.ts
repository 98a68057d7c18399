import { describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import { useApp } from '../support/app.js';
import { createItem, newItem, newItemFields } from './new-item.js';

/*
 * Many clients that give two items one of three names. Their writes wait for each other, and now and then in a circle:
 * the contract has a 409 for the name of another item, and no 503.
 */

const ROUNDS = 4;
const CLIENTS = 16;

describe('Names that many clients swap', () => {
  const api = useApp();

  async function collectCodes(
    send: (path: string, name: string) => Promise<HttpResponse<unknown>>,
  ): Promise<Set<number>> {
    const [one, other] = [await createItem(api), await createItem(api)];
    const names = [one.item.name, other.item.name, newItem().name];
    const codes = new Set<number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const responses = await Promise.all(
        Array.from({ length: CLIENTS }, (_, index) =>
          send([one, other][index % 2].path, names[(Math.floor(index / 2) + round) % 3]),
        ),
      );
      for (const { status } of responses) codes.add(status);
    }
    return codes;
  }

  it.each<[string, (path: string, name: string) => Promise<HttpResponse<unknown>>]>([
    ['PATCH', (path, name) => api.patch(path, { name })],
    ['PUT', (path, name) => api.put(path, newItemFields({ name }))],
    [
      'POST',
      (path, name) => api.post('/items', newItem({ id: path.replace('/items/', ''), name })),
    ],
  ])('200 or 409 to each %s', async (_, send) => {
    const codes = await collectCodes(send);
    expect([...codes].filter((code) => code !== 200 && code !== 409)).toEqual([]);
  });
});
