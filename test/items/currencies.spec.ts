import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import currencyData from 'cldr-core/supplemental/currencyData.json' with { type: 'json' };
import { currenciesModule } from '../../scripts/generated.mjs';
import { CURRENCIES } from '../../src/items/currencies.js';

const { supplemental } = currencyData;

describe('src/items/currencies.ts', () => {
  it('is up to date (otherwise run npm run openapi)', async () => {
    const committed = await readFile('src/items/currencies.ts', 'utf8');
    expect(committed).toBe(currenciesModule(supplemental));
  });

  // An update of CLDR may bring another one: then decide whether people pay with it.
  it('has VED alone of what CLDR does not call legal tender', () => {
    const regions: object[] = Object.values(supplemental.currencyData.region).flat();
    const entries = regions.flatMap((region) => Object.entries(region) as [string, object][]);
    const others = entries.filter(([, use]) => '_tender' in use).map(([code]) => code);
    expect(CURRENCIES.filter((code) => others.includes(code))).toEqual(['VED']);
  });
});
