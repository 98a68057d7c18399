import { type EntityManager, In } from 'typeorm';
import { hashPassword, verifyPassword } from '../auth/password.js';
import { Item } from '../items/item.entity.js';
import { User } from '../users/user.entity.js';

/** Of every demo user, for anybody to know. */
export const DEMO_PASSWORD = 'correct horse battery staple';

export const DEMO_USERS = [
  {
    id: '019af000-0000-7000-8000-000000000001',
    name: 'Ada Ahlberg',
    email: 'ada@example.com',
    role: 'admin',
  },
  {
    id: '019af000-0000-7000-8000-000000000002',
    name: 'Ben Baker',
    email: 'ben@example.com',
    role: 'member',
  },
  {
    id: '019af000-0000-7000-8000-000000000003',
    name: 'Cleo Costa',
    email: 'cleo@example.com',
    role: 'member',
  },
] as const;

const [ada, ben] = DEMO_USERS;

/** Id, name, description, price in euros, tags, owner. */
const ITEMS: [string, string, string | null, string, string[], string][] = [
  ['desk-lamp', 'Desk lamp', 'Brass, with a dimmer.', '49.90', ['home', 'light'], ada.id],
  ['floor-lamp', 'Floor lamp', 'Oak and linen, 150 cm tall.', '129.00', ['home', 'light'], ada.id],
  [
    'bicycle-light',
    'Bicycle light',
    'Charges by USB, lasts nine hours.',
    '24.95',
    ['bicycle', 'light'],
    ada.id,
  ],
  ['bicycle-bell', 'Bicycle bell', null, '7.50', ['bicycle'], ada.id],
  ['coffee-grinder', 'Coffee grinder', 'By hand, with a steel burr.', '64.00', ['kitchen'], ada.id],
  [
    'coffee-beans',
    'Coffee beans',
    'One kilogram, roasted dark.',
    '18.90',
    ['kitchen', 'food'],
    ada.id,
  ],
  ['tea-pot', 'Tea pot', 'Cast iron, holds 1.2 litres.', '42.00', ['kitchen'], ada.id],
  ['wool-blanket', 'Wool blanket', null, '89.00', ['home', 'textile'], ben.id],
  ['linen-towel', 'Linen towel', 'Set of two.', '29.00', ['home', 'textile'], ben.id],
  ['notebook', 'Notebook', 'Dotted, 192 pages.', '12.50', ['office'], ben.id],
  ['fountain-pen', 'Fountain pen', 'Fine nib, with a converter.', '35.00', ['office'], ben.id],
  ['gift-card', 'Gift card', 'For whoever has all of the above.', '25.00', [], ben.id],
];

/** Fills an empty database with a small shop. One that has a user already stays as it is. */
export async function seedDemo(manager: EntityManager): Promise<void> {
  if (await manager.exists(User)) return;
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await manager.insert(
    User,
    DEMO_USERS.map((user) => ({ ...user, emailKey: user.email, passwordHash })),
  );
  await manager.insert(
    Item,
    ITEMS.map(([id, name, description, amount, tags, ownerId]) => ({
      id,
      name,
      description,
      price: { amount, currency: 'EUR' },
      tags,
      ownerId,
    })),
  );
}

/**
 * Looks for demo users in a database of production: one that was a demo once, or a copy of it.
 *
 * @throws when one of them still has the password that everybody knows
 */
export async function refuseDemoPassword(manager: EntityManager): Promise<void> {
  const emails = DEMO_USERS.map(({ email }) => email);
  for (const { email, passwordHash } of await manager.findBy(User, { emailKey: In(emails) })) {
    if (await verifyPassword(DEMO_PASSWORD, passwordHash)) {
      throw new Error(`${email} has the password of the demo. Change it, or delete the user.`);
    }
  }
}
