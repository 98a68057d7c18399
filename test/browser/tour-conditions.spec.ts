import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Page } from 'playwright-core';
import { createDatabase, executeSql, startApp, type TestDatabase, useApp } from '../support/app.js';
import { createMember } from '../support/users.js';
import { CHROMIUM, useBrowser } from '../support/browser.js';
import { Client } from '../support/client.js';
import { PrefixProxy } from '../support/prefix-proxy.js';
import { describeWith } from '../support/programs.js';
import { TourPage } from '../support/tour-page.js';

/* The page at / with other settings, on other screens, and for those who do not see it. */

jest.setTimeout(90_000);

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeWith(CHROMIUM, 'The tour', () => {
  const api = useApp();
  const limited = useApp({ loginRateLimit: 3, limits: { rateLimitWindowMs: 3_000 } });
  const proxied = useApp({ publicUrl: 'http://127.0.0.1/shop' });
  const browser = useBrowser();

  it('waits where the rate limit says so', async () => {
    const tour = await TourPage.open(browser, `${limited.origin}/`);
    let waits = 0;
    tour.page.on('response', (response) => (waits += Number(response.status() === 429)));
    for (const code of [200, 400, 401, 406, 415]) await tour.press(`POST /auth/login: ${code}`);
    expect(waits).toBeGreaterThan(0);
    expect(await tour.count('right')).toBe(5);
  });

  describe('behind a proxy that removes a prefix', () => {
    const proxy = new PrefixProxy('/shop');
    afterAll(() => proxy.close());

    it('causes a 201, and deletes what it created', async () => {
      proxy.upstream = proxied.origin;
      const items = (await proxied.get('/items')).body;
      const tour = await TourPage.open(browser, `${await proxy.listen()}/shop/`);
      expect(await tour.press('POST /items: 201')).toContain('location: /shop/items/spoon-');
      expect((await proxied.get('/items')).body).toEqual(items);
    });
  });

  describe('in production', () => {
    const client = new Client();
    let database: TestDatabase;
    let app: NestFastifyApplication;
    beforeAll(async () => {
      database = await createDatabase();
      app = await startApp(database.url, client, { nodeEnv: 'production', tour: true });
    });
    afterAll(async () => {
      client.close();
      await app.close();
      await database.drop();
    });

    it('sends nothing that needs a user, until someone brings the token of an admin', async () => {
      const tour = await TourPage.open(browser, `${client.origin}/`);
      const { page } = tour;
      const label = 'PUT /items/{id}: 201';
      expect(await tour.getCell(`${label} requires a token`).count()).toBe(1);
      for (const cell of [label, 'POST /users: 201']) {
        expect(await tour.press(cell)).not.toContain('HTTP/1.1');
      }
      const { user, client: member } = await createMember(client);
      await page.fill('[name=admin]', String(member.token));
      await page.click('#tokens button');
      await page.getByText('admin: refused, the token is member.').waitFor();
      const promote = `UPDATE users SET role = 'admin', etag = gen_random_uuid()`;
      await executeSql(promote, database.url);
      await page.click('#tokens button');
      await page.getByText('admin: used.').waitFor();
      expect(await tour.press(label)).toContain('HTTP/1.1 201 Created');
      expect((await client.get('/items')).body).toEqual({ items: [], nextCursor: null });
      const { id, name, createdAt } = user;
      const users = [{ id, name, createdAt }];
      expect((await client.get('/users')).body).toEqual({ users, nextCursor: null });
      member.close();
    });
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    'has no serious fault for axe, and fits: %i pixels wide, %s',
    async (width, colorScheme) => {
      const options = { viewport: { width, height: 844 }, colorScheme };
      const tour = await TourPage.open(browser, `${api.origin}/`, options);
      const { page } = tour;
      expect(await findFaults(page)).toEqual([]);
      await tour.playAll();
      await tour.getCell('PATCH /items/{id}: 412').click();
      await page.locator('dialog[open]').waitFor();
      expect(await findFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await findFaults(page)).toEqual([]);
      const scrollWidth = await page.evaluate('document.documentElement.scrollWidth');
      expect(scrollWidth).toBeLessThanOrEqual(width);
    },
  );

  it.each(['/problems', '/problems/name-taken'])(
    'has no serious fault for axe: %s',
    async (path) => {
      const { page } = await browser.newPage();
      await page.goto(api.origin + path);
      expect(await findFaults(page)).toEqual([]);
    },
  );
});

interface AxeViolation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate<AxeViolation[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
