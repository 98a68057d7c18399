import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

/**
 * Compares with what demo/codes has recorded. `RECORD=1 npm run test:only -- demo/test/codes` records it anew.
 *
 * @param file in demo/codes
 */
export function expectRecorded(file: string, value: unknown): void {
  const path = `demo/codes/${file}`;
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env.RECORD) writeFileSync(path, text);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(text));
}
