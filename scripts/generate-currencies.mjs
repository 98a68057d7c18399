import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { currenciesModule } from './generated.mjs';

/* The first step of `npm run openapi`, because the build needs the file. */

const { supplemental } = createRequire(import.meta.url)('cldr-core/supplemental/currencyData.json');
if (existsSync('src/items'))
  await writeFile('src/items/currencies.ts', currenciesModule(supplemental));
