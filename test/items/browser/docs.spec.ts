import { expect, it, jest } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { CHROMIUM, useBrowser } from '../../support/browser.js';
import { describeWith } from '../../support/programs.js';

jest.setTimeout(60_000);

describeWith(CHROMIUM, '/docs', () => {
  const api = useApp();
  const browser = useBrowser();

  it.each([
    [1280, 8_412],
    [390, 13_742],
  ])(
    'shows an open PUT in at most half of its former height, %i pixels wide',
    async (width, formerHeight) => {
      const { page } = await browser.newPage({ viewport: { width, height: 900 } });
      await page.goto(`${api.origin}/docs`);
      const block = page.locator('#operations-items-itemsUpsert');
      await block.locator('.opblock-summary-control').click();
      await block.locator('.responses-table').waitFor();
      expect((await block.boundingBox())?.height).toBeLessThanOrEqual(formerHeight / 2);
    },
  );
});
