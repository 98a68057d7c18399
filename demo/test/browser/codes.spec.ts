import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { CHROMIUM, useBrowser } from '../../../test/support/browser.js';
import { describeWith } from '../../../test/support/programs.js';
import { useDemo } from '../support/use-demo.js';

/* The pages at /codes, as people see them. */

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
const PATHS = ['/codes', '/codes/409', '/codes/206', '/codes/103'];

describeWith(CHROMIUM, 'The pages at /codes', () => {
  const api = useDemo();
  const browser = useBrowser();

  const views = PATHS.flatMap((path) =>
    WIDTHS.flatMap((width) => SCHEMES.map((colorScheme) => ({ path, width, colorScheme }))),
  );
  it.each(views)(
    'of $path fit in $width pixels, and have no finding of axe, $colorScheme',
    async ({ path, width, colorScheme }) => {
      const viewport = { width, height: 900 };
      const { page, complaints } = await browser.newPage({
        viewport,
        colorScheme,
        bypassCSP: true,
      });
      await page.goto(api.origin + path);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBe(0);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
      const { violations } = await page.evaluate<{ violations: { id: string }[] }>('axe.run()');
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('need no JavaScript, and lead from code to code', async () => {
    const { page } = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${api.origin}/codes`);
    await page.getByRole('link', { name: '409 Conflict' }).first().click();
    expect(await page.innerText('h1')).toBe('409 Conflict');
    await page.getByRole('link', { name: '412 Precondition Failed' }).click();
    expect(await page.innerText('h1')).toBe('412 Precondition Failed');
    await page.close();
  });

  it('begin with a link that skips to the content', async () => {
    const { page } = await browser.newPage();
    await page.goto(`${api.origin}/codes/409`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
    await page.close();
  });

  describe('"Send it now"', () => {
    it('leads to the cells of the tour that send the code', async () => {
      const { page } = await browser.newPage();
      await page.goto(`${api.origin}/codes/428`);
      await page.getByRole('link', { name: 'Send it now' }).click();
      await page.waitForSelector('[data-marked]');
      const names = await page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-marked]')].map(({ ariaLabel }) => ariaLabel)`,
      );
      expect(names).toEqual([
        '428 Precondition Required · PATCH /items/{id}, not sent yet',
        '428 Precondition Required · PATCH /users/{id}, not sent yet',
      ]);
      await page.close();
    });
  });
});
