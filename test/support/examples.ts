/* Bodies that the API takes as they stand. */

let count = 0;

/** An item that differs from every other in all that has to be unique. */
export function newItem(fields: object = {}): { id: string; name: string; price: Price } & object {
  count += 1;
  const price = { amount: '19.99', currency: 'EUR' };
  return { id: `thing-${count}`, name: `Thing ${count}`, price, ...fields };
}

/** A user whose email no other has. */
export function newUser(fields: object = {}): { name: string; email: string; password: string } {
  count += 1;
  return {
    name: `User ${count}`,
    email: `user-${count}@example.com`,
    password: PASSWORD,
    ...fields,
  };
}

export const PASSWORD = 'correct horse battery';

export const NO_USER = '019af000-0000-7000-8000-ffffffffffff';

interface Price {
  amount: string;
  currency: string;
}
