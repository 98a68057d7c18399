import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import currencyData from 'cldr-core/supplemental/currencyData.json' with { type: 'json' };
import { currenciesModule } from '../../scripts/generated.mjs';

it('src/items/currencies.ts is up to date (otherwise run npm run openapi)', async () => {
  const committed = await readFile('src/items/currencies.ts', 'utf8');
  expect(committed).toBe(currenciesModule(currencyData.supplemental));
});
