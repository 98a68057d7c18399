import { DEMO_USERS } from './demo-users.js';

const [ada, ben] = DEMO_USERS;

type DemoItem = [
  id: string,
  name: string,
  description: string | null,
  euros: string,
  tags: string[],
  ownerId: string,
];

const ITEMS: DemoItem[] = [
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
  ['gift-card', 'Gift card', 'For a friend who has everything else.', '25.00', [], ben.id],
];

export const DEMO_ITEMS = ITEMS.map(([id, name, description, amount, tags, ownerId]) => ({
  id,
  name,
  description,
  price: { amount, currency: 'EUR' },
  tags,
  ownerId,
}));

/** For the banner. Sent twice, it shows what an upsert is. */
export function formatItemCommand(origin: string): string {
  return `  curl -i -X PUT ${origin}/items/tea-cup -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' \\
    -d '{ "name": "Tea cup", "price": { "amount": "9.50", "currency": "EUR" } }'

  Log in, then send the PUT twice: 201 the first time, 200 the second.
`;
}
