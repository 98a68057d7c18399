import { expect } from '@jest/globals';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import type { UpsertedItemDto } from '../../src/items/dto/item.dto.js';
import { TEST_PASSWORD, TEST_USERS } from '../support/test-users.js';
import { logIn } from '../support/log-in.js';
import type { Client } from '#contract-testing';

/* Valid bodies for /items, and items. */

/** The users whose items `createItemsOfTwoUsers` creates. */
export const OWNERS = [TEST_USERS[1], TEST_USERS[2]];

interface ItemFields {
  name: string;
  price: { amount: string; currency: string };
}

let count = 0;

/** A body for POST: an item whose unique fields differ from those of every other item. */
export function newItem(fields: object = {}): ItemFields & { id: string } {
  count += 1;
  const price = { amount: '19.99', currency: 'EUR' };
  return { id: `item-${count}`, name: `Item ${count}`, price, ...fields };
}

/** A body for PUT, whose path has the id. */
export function newItemFields(fields: object = {}): ItemFields {
  const { name, price } = newItem();
  return { name, price, ...fields };
}

/** The path of an item that no test has created yet. */
export function newItemPath(): string {
  return `/items/${newItem().id}`;
}

export interface CreatedItem {
  item: ItemDto;
  path: string;
  etag: string;
}

/** Creates an item that no other test uses, which belongs to the user of the client. */
export async function createItem(client: Client, fields: object = {}): Promise<CreatedItem> {
  const { status, body, headers } = await client.post<UpsertedItemDto>('/items', newItem(fields));
  expect(status).toBe(201);
  return { item: body.item, path: `/items/${body.item.id}`, etag: String(headers.etag) };
}

/** Creates six items of each of two users, in turn with the tags `even` and `odd`: lists of some pages. */
export async function createItemsOfTwoUsers(client: Client): Promise<void> {
  for (const { email } of OWNERS) {
    const owner = client.withToken(undefined);
    await logIn(owner, email, TEST_PASSWORD);
    for (const tag of ['even', 'odd', 'even', 'odd', 'even', 'odd']) {
      await createItem(owner, { tags: [tag] });
    }
  }
}
