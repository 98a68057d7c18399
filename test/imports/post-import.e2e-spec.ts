import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { newItem } from '../items/new-item.js';
import { importLines, postImport, toLines } from './new-import.js';

const api = useApp({ worker: true });

describe('POST /imports', () => {
  it('202 accepts lines, which are imported', async () => {
    const item = newItem();
    const report = await importLines(api, toLines(item, item, { ...item, id: 'X' }));
    expect(report).toEqual(1);
  });
  it('202 has', async () => {
    expect(await postImport(api)).toEqual(1);
  });
});
