import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseRequests } from '../../tour/public/requests-http.js';
import { CHROMIUM, useBrowser } from '../../../test/support/browser.js';
import { readLists } from '../support/lists.js';
import { describeWith } from '../../../test/support/programs.js';
import { TourPage } from '../support/tour-page.js';
import { useDemo } from '../support/use-demo.js';

/* The page at /, as people use it. */

const TESTS = ['libs', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((file) => `${folder}/${String(file)}`),
);
const { requests: REQUESTS } = parseRequests(await readFile('requests.http', 'utf8'));
const ALL_RIGHT = `${REQUESTS.length} responses: each has the documented code.`;

describeWith(CHROMIUM, 'The tour', () => {
  const api = useDemo();
  const browser = useBrowser();
  let before: unknown;

  beforeAll(async () => {
    before = await readLists(api);
  });

  function open(): Promise<TourPage> {
    return TourPage.open(browser, `${api.origin}/`);
  }

  describe('"Play all"', () => {
    it('has no red cell, twice in a row, and leaves the data as it was', async () => {
      const tour = await open();
      for (let run = 0; run < 2; run += 1) {
        expect(await tour.playAll()).toBe(ALL_RIGHT);
        expect([await tour.count('wrong'), await tour.count('unsent')]).toEqual([0, 0]);
        expect(await readLists(api)).toEqual(before);
      }
      // Chromium reports each 4xx as an error.
      const others = tour.complaints.filter((text) => !/with a status of 4\d\d/.test(text));
      expect(others).toEqual([]);
    });

    it('has no red cell in two tabs at once', async () => {
      const tabs = [await open(), await open()];
      const outcomes = await Promise.all(tabs.map((tour) => tour.playAll()));
      expect(outcomes).toEqual([ALL_RIGHT, ALL_RIGHT]);
      expect(await readLists(api)).toEqual(before);
    });
  });

  describe('A cell', () => {
    it.each([
      [401, 'POST /auth/login', /HTTP\/1.1 401 Unauthorized[^]*\/problems\/wrong-credentials/],
      [431, 'Any path', /HTTP\/1.1 431 Request Header Fields Too Large/],
    ])('%i of %s shows what was sent and received', async (code, operation, content) => {
      const tour = await open();
      expect(await tour.press(`${operation}: ${code}`)).toMatch(content);
      expect(await tour.getCell(`${operation}: ${code} came as documented`).count()).toBe(1);
    });

    it('that no request causes says how the tests cause it', async () => {
      const tour = await open();
      for (const code of [429, 500, 503]) {
        const text = await tour.press(`Every operation: ${code}`);
        const [file] = /[\w-]+\.e2e-spec\.ts/.exec(text) ?? [''];
        const path = TESTS.find((test) => test.endsWith(`/${file}`)) ?? file;
        expect(await readFile(path, 'utf8')).toContain(String(code));
      }
    });

    it('is red when its request has another code than the documented one', async () => {
      const tour = await open();
      const cell = 'POST /auth/login: 200';
      await tour.page.route('**/auth/login', async (route) => {
        const isAdmin = route.request().postData()?.includes('ada@');
        await (isAdmin ? route.fulfill({ status: 201, body: '{}' }) : route.continue());
      });
      expect(await tour.press(cell)).toContain('201 instead of 200');
      expect(await tour.count('wrong')).toBe(1);
      await tour.page.unroute('**/auth/login');
      await tour.press(cell);
      expect(await tour.count('wrong')).toBe(0);
    });

    it('can be pressed with the keyboard alone, which then returns to it', async () => {
      const tour = await open();
      const { keyboard } = tour.page;
      const readFocused = (): Promise<unknown> => tour.page.evaluate('document.activeElement.id');
      await tour.getCell('POST /auth/login: 400').focus();
      await keyboard.press('Enter');
      await tour.page.locator('dialog[open]').waitFor();
      await keyboard.press('Escape');
      await tour.untilIdle();
      expect(await readFocused()).toBe('400-authLogIn');
      for (const [key, id] of [
        ['ArrowRight', '401-authLogIn'],
        ['ArrowUp', '401-userRemove'],
        ['ArrowLeft', '400-userRemove'],
        ['ArrowDown', '400-authLogIn'],
      ]) {
        await keyboard.press(key);
        expect(await readFocused()).toBe(id);
      }
      // All codes are one tab stop.
      await keyboard.press('Shift+Tab');
      expect(await readFocused()).toBe('play');
      await keyboard.press('Tab');
      expect(await readFocused()).toBe('400-authLogIn');
    });

    it('has a URL, which offers to send its request', async () => {
      const tour = await TourPage.open(browser, `${api.origin}/#401-authLogIn`);
      expect(await tour.readMarked()).toEqual(['POST /auth/login: 401']);
      const dialog = tour.page.locator('dialog[open]');
      expect(await dialog.locator('h2').innerText()).toBe('401 Unauthorized · POST /auth/login');
      await dialog.getByRole('button', { name: 'Send it' }).click();
      await dialog.getByText('HTTP/1.1 401 Unauthorized').waitFor();
      await tour.page.keyboard.press('Escape');
      await tour.press('POST /auth/login: 400');
      expect(new URL(tour.page.url()).hash).toBe('#400-authLogIn');
    });

    it('says how long a text is that only fills a body', async () => {
      const tour = await open();
      const text = await tour.press('POST /auth/login: 413');
      expect(text).toContain('"xxxx… (131,072 characters)"');
      expect(text.length).toBeLessThan(3_000);
    });

    it('waits when another one is sent, and one request sends no other code', async () => {
      const tour = await open();
      const codes: number[] = [];
      tour.page.on('response', (response) => codes.push(response.status()));
      await tour.page.evaluate(
        `for (const id of ['400-authLogIn', '406-authLogIn']) document.getElementById(id).click()`,
      );
      await tour.getCell('POST /auth/login: 406 came as documented').waitFor();
      expect(await tour.count('right')).toBe(2);
      expect(codes).toEqual([400, 406]);
    });

    it.each([204, 404, 405, 408, 414, 431, 501])('%i of any path has a reason', async (code) => {
      const tour = await TourPage.open(browser, `${api.origin}/#${code}-any`);
      expect(await tour.page.locator('dialog[open] p').first().innerText()).toMatch(/\.$/);
    });
  });

  it('shows its progress during a run only', async () => {
    const tour = await open();
    const progress = tour.page.locator('#progress');
    expect(await progress.isVisible()).toBe(false);
    await tour.page.click('#play');
    await progress.waitFor();
    await tour.untilIdle();
    expect(await progress.isVisible()).toBe(false);
  });

  it('begins with a link that skips to the codes', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the codes');
  });

  it('has, without JavaScript, codes that lead to their pages, and no button', async () => {
    const { page } = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${api.origin}/`);
    expect(await page.getByRole('button').count()).toBe(0);
    await page.getByRole('link', { name: '412 Precondition Failed · PUT /items/{id}' }).click();
    expect(await page.innerText('h1')).toBe('412 Precondition Failed');
    await page.close();
  });

  describe('The link of a problem type', () => {
    it.each([
      ['wrong-credentials', 'POST /auth/login: 401'],
      ['method-not-allowed', 'Any path: 405'],
    ])('marks the cell that causes it: %s', async (type, label) => {
      const tour = await TourPage.open(browser, `${api.origin}/#${type}`);
      expect(await tour.page.innerText('dialog[open]')).toContain('These cause it');
      expect(await tour.readMarked()).toEqual([label]);
    });

    it.each([
      ['rate-limited', 'rate-limit.e2e-spec.ts'],
      ['request-timeout', 'slow-clients.e2e-spec.ts'],
    ])('says how the tests cause what the page cannot: %s', async (type, text) => {
      const tour = await TourPage.open(browser, `${api.origin}/#${type}`);
      expect(await tour.page.innerText('dialog[open]')).toContain(text);
      expect(await tour.readMarked()).toEqual([]);
    });
  });
});
