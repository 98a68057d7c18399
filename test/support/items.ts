/* Valid bodies for /items. */

let count = 0;

/** An item whose unique fields differ from those of every other item. */
export function newItem(fields: object = {}): { id: string; name: string; price: Price } & object {
  count += 1;
  const price = { amount: '19.99', currency: 'EUR' };
  return { id: `thing-${count}`, name: `Thing ${count}`, price, ...fields };
}

interface Price {
  amount: string;
  currency: string;
}
