/* Valid request bodies. */

let count = 0;

/** An item whose unique fields differ from those of every other item. */
export function newItem(fields: object = {}): { id: string; name: string; price: Price } & object {
  count += 1;
  const price = { amount: '19.99', currency: 'EUR' };
  return { id: `thing-${count}`, name: `Thing ${count}`, price, ...fields };
}

/** A user with a unique email. */
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

/** A valid id that no user has. */
export const MISSING_USER_ID = '019af000-0000-7000-8000-ffffffffffff';

interface Price {
  amount: string;
  currency: string;
}
