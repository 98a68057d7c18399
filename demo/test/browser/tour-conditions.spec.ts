import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Config } from '../../../src/config/config.js';
import { CHROMIUM, useBrowser } from '../../../test/support/browser.js';
import { describeWith } from '../../../test/support/programs.js';
import { TourPage } from '../support/tour-page.js';
import { useDemo } from '../support/use-demo.js';

/* The page at / with other settings, on other screens, and for those who do not see it. */

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const { rateLimit, loginRateLimit } = new Config();

const VIEWS = [
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const;

describeWith(CHROMIUM, 'The tour', () => {
  const api = useDemo();
  const demo = useDemo({ rateLimit, loginRateLimit });
  const limited = useDemo({ loginRateLimit: 1, limits: { rateLimitWindowMs: 3_000 } });
  const exhausted = useDemo({ loginRateLimit: 1, limits: { rateLimitWindowMs: 3_600_000 } });
  const browser = useBrowser();

  it('reaches none of the usual rate limits when all is played twice', async () => {
    const tour = await TourPage.open(browser, `${demo.origin}/`);
    const codes: number[] = [];
    tour.page.on('response', (response) => codes.push(response.status()));
    await tour.playAll();
    await tour.playAll();
    expect(codes).not.toContain(429);
  });

  it('waits where a rate limit says so', async () => {
    const tour = await TourPage.open(browser, `${limited.origin}/`);
    let waits = 0;
    tour.page.on('response', (response) => (waits += Number(response.status() === 429)));
    await tour.page.evaluate(`for (const code of [200, 400, 401, 406, 415]) {
      document.getElementById(code + '-authLogIn').click();
    }`);
    await tour.getCell('POST /auth/login: 415 came as documented').waitFor();
    expect(waits).toBeGreaterThan(0);
    expect(await tour.count('right')).toBe(5);
  });

  it('can be stopped while it waits', async () => {
    const tour = await TourPage.open(browser, `${exhausted.origin}/`);
    await tour.page.click('#play');
    await tour.page.getByText('The next request waits').waitFor();
    await tour.page.click('#play');
    await tour.untilIdle();
    expect(await tour.page.innerText('#status')).toBe('Stopped.');
    // The first of two logins.
    expect([await tour.count('right'), await tour.count('wrong')]).toEqual([1, 0]);
  });

  it('says that the service cannot be reached', async () => {
    const tour = await TourPage.open(browser, `${api.origin}/`);
    await tour.page.route('**/auth/login', (route) => route.abort());
    await tour.page.click('#play');
    await tour.page.getByText('The service cannot be reached').waitFor();
    expect([await tour.count('right'), await tour.count('wrong')]).toEqual([0, 0]);
  });

  it.each(VIEWS)(
    'has no fault for axe, and fits: %i pixels wide, %s',
    async (width, colorScheme) => {
      const options = { viewport: { width, height: 844 }, colorScheme };
      const tour = await TourPage.open(browser, `${api.origin}/`, options);
      const { page } = tour;
      expect(await findFaults(page)).toEqual([]);
      await tour.playAll();
      await tour.getCell('POST /auth/login: 401').click();
      await page.locator('dialog[open]').waitFor();
      expect(await findFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await findFaults(page)).toEqual([]);
      const scrollWidth = await page.evaluate('document.documentElement.scrollWidth');
      expect(scrollWidth).toBeLessThanOrEqual(width);
    },
  );

  it.each(VIEWS)(
    'has problem pages without a fault for axe, that fit: %i pixels wide, %s',
    async (width, colorScheme) => {
      const viewport = { width, height: 844 };
      for (const path of ['/problems', '/problems/wrong-credentials']) {
        const { page } = await browser.newPage({ viewport, colorScheme });
        await page.goto(api.origin + path);
        expect(await findFaults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    },
  );
});

interface AxeViolation {
  id: string;
  nodes: { html: string }[];
}

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate<AxeViolation[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
