import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseRequests } from '../../src/tour/public/requests-http.js';
import { useApp } from '../support/app.js';
import { CHROMIUM, useBrowser } from '../support/browser.js';
import { describeWith } from '../support/programs.js';
import { TourPage } from '../support/tour-page.js';

/* The page at /, as people use it. */

jest.setTimeout(90_000);

const { requests: REQUESTS } = parseRequests(await readFile('requests.http', 'utf8'));
const ALL_RIGHT = `${REQUESTS.length} responses: each has the documented code.`;

describeWith(CHROMIUM, 'The tour', () => {
  const api = useApp();
  const browser = useBrowser();
  let before: unknown;

  beforeAll(async () => {
    before = await readData();
  });

  function open(): Promise<TourPage> {
    return TourPage.open(browser, `${api.origin}/`);
  }

  /** All that a client can see of the data, as an admin. */
  async function readData(): Promise<unknown> {
    const lists = await Promise.all(['/items', '/users'].map((path) => api.get(path)));
    return lists.map(({ body }) => body);
  }

  describe('A story', () => {
    it.each([
      ['201 and 200 for the same PUT', 0, ['201', '200']],
      ['201 for one of eight clients, 200 for seven', 1, ['201', ...Array<string>(7).fill('200')]],
      ['412 for the second change of a version', 2, ['201', '200', '200', '412']],
    ])('%s', async (_, story, codes) => {
      const tour = await open();
      expect(await tour.tell(story)).toEqual(codes);
      expect(await readData()).toEqual(before);
    });
  });

  describe('A cell', () => {
    it.each([
      [201, 'PUT /items/{id}', /HTTP\/1.1 201 Created[^]*location: \/items\/cup-/],
      [304, 'GET /items/{id}', /If-None-Match: "[^]*HTTP\/1.1 304 Not Modified\n/],
      [409, 'PUT /items/{id}', /HTTP\/1.1 409 Conflict[^]*\/problems\/name-taken/],
      [412, 'PATCH /items/{id}', /If-Match: "[^]*HTTP\/1.1 412 Precondition Failed/],
      [413, 'POST /items', /HTTP\/1.1 413 Payload Too Large/],
      [431, 'Any path', /HTTP\/1.1 431 Request Header Fields Too Large/],
    ])('%i of %s shows what was sent and received', async (code, operation, content) => {
      const tour = await open();
      const text = await tour.press(`${operation}: ${code}`);
      expect(text).toMatch(content);
      expect(text).toMatch(/RFC \d+ §/);
      expect(text).toContain('curl -i -X ');
      expect(await tour.getCell(`${operation}: ${code} came as documented`).count()).toBe(1);
      expect(await readData()).toEqual(before);
    });

    it('names the line of its handler', async () => {
      const text = await (await open()).press('PUT /items/{id}: 201');
      const [, file, line] = /(src\/items\/items\.controller\.ts):(\d+)/.exec(text) ?? [];
      const lines = (await readFile(file, 'utf8')).split('\n');
      expect(lines[Number(line) - 1]).toContain('async upsert(');
    });

    it('that no request causes says how the tests cause it', async () => {
      const tour = await open();
      for (const code of [429, 500, 503]) {
        const text = await tour.press(`GET /items: ${code}`);
        const [path] = /test\/\w+\/[\w-]+\.e2e-spec\.ts/.exec(text) ?? [''];
        expect(await readFile(path, 'utf8')).toContain(String(code));
      }
    });

    it('is red when the code is not the documented one', async () => {
      const tour = await open();
      const other = { status: 200, body: '{}' };
      await tour.page.route('**/items?limit=1000', (route) => route.fulfill(other));
      expect(await tour.press('GET /items: 400')).toContain('200 instead of 400');
      expect(await tour.count('wrong')).toBe(1);
      expect(await tour.playAll()).toBe(`${REQUESTS.length} responses: 1 has another code.`);
    });

    it('can be pressed with the keyboard alone, which then returns to it', async () => {
      const tour = await open();
      const { keyboard } = tour.page;
      const readFocused = (): Promise<unknown> =>
        tour.page.evaluate('document.activeElement.ariaLabel.slice(0, 15)');
      await tour.getCell('GET /items: 200').focus();
      await keyboard.press('Enter');
      await tour.page.locator('dialog[open]').waitFor();
      await keyboard.press('Escape');
      await tour.untilIdle();
      expect(await readFocused()).toBe('GET /items: 200');
      await keyboard.press('Tab');
      expect(await readFocused()).toBe('GET /items: 400');
    });
  });

  describe('"Play all"', () => {
    it('has no red cell, twice in a row, and leaves the data as it was', async () => {
      const tour = await open();
      for (let run = 0; run < 2; run += 1) {
        expect(await tour.playAll()).toBe(ALL_RIGHT);
        expect([await tour.count('wrong'), await tour.count('unsent')]).toEqual([0, 0]);
        expect(await readData()).toEqual(before);
      }
      // Chromium reports each 4xx as an error.
      const others = tour.complaints.filter((text) => !/with a status of 4\d\d/.test(text));
      expect(others).toEqual([]);
    });

    it('has no red cell in two tabs at once', async () => {
      const tabs = [await open(), await open()];
      const outcomes = await Promise.all(tabs.map((tour) => tour.playAll()));
      expect(outcomes).toEqual([ALL_RIGHT, ALL_RIGHT]);
      expect(await readData()).toEqual(before);
    });
  });

  describe('The link of a problem type', () => {
    it.each([
      ['name-taken', ['POST /items: 409', 'PUT /items/{id}: 409', 'PATCH /items/{id}: 409']],
      ['invalid-token', ['GET /users: 401', 'GET /users/{id}: 401']],
      ['method-not-allowed', ['Any path: 405']],
    ])('marks the cells that cause it: %s', async (type, labels) => {
      const { page } = await TourPage.open(browser, `${api.origin}/#${type}`);
      expect(await page.locator('dialog[open]').innerText()).toContain('These cause it');
      const marked = await page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-marked]')].map(({ ariaLabel }) => ariaLabel)`,
      );
      expect(marked).toEqual(labels.map((label) => `${label} not sent yet`));
    });

    it.each([
      ['rate-limited', 'rate-limit.e2e-spec.ts'],
      ['request-timeout', 'slow-clients.e2e-spec.ts'],
      ['still-referenced', 'No request of this page causes it.'],
    ])('says how the tests cause what the page cannot: %s', async (type, text) => {
      const { page } = await TourPage.open(browser, `${api.origin}/#${type}`);
      expect(await page.locator('dialog[open]').innerText()).toContain(text);
      expect(await page.locator('[data-marked]').count()).toBe(0);
    });
  });
});
