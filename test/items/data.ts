import type { EntityManager } from 'typeorm';
import { Item } from '../../src/items/item.entity.js';
import { TEST_USERS } from '../support/test-users.js';

const [ada, ben] = TEST_USERS;

/** The items of the database that each test file gets a copy of. */
export const TEST_ITEMS = [
  toItem('bicycle-bell', 'Bicycle bell', ada.id, ['bicycle']),
  toItem('desk-lamp', 'Desk lamp', ada.id, ['home', 'light']),
  toItem('floor-lamp', 'Floor lamp', ada.id, ['home', 'light']),
  toItem('tea-pot', 'Tea pot', ben.id, ['kitchen']),
];

function toItem(id: string, name: string, ownerId: string, tags: string[]): Partial<Item> {
  return {
    id,
    name,
    ownerId,
    tags,
    description: null,
    price: { amount: '19.99', currency: 'EUR' },
  };
}

export async function insertData(manager: EntityManager): Promise<void> {
  await manager.insert(Item, TEST_ITEMS);
}
