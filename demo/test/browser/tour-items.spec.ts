import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, useBrowser } from '../../../test/support/browser.js';
import { readLists } from '../support/lists.js';
import { PrefixProxy } from '../../../test/support/prefix-proxy.js';
import { describeWith } from '../../../test/support/programs.js';
import { TourPage } from '../support/tour-page.js';
import { useDemo } from '../support/use-demo.js';

/* What the page at / tells about items. */

describeWith(CHROMIUM, 'The tour', () => {
  const api = useDemo();
  const working = useDemo({ worker: true });
  const proxied = useDemo({ publicUrl: 'http://127.0.0.1/shop' });
  const otherSecret = useDemo({ tokenSecret: 'another secret for tokens' });
  const browser = useBrowser();
  let before: unknown;

  beforeAll(async () => {
    before = await readLists(api);
  });

  function open(): Promise<TourPage> {
    return TourPage.open(browser, `${api.origin}/`);
  }

  describe('A story', () => {
    it.each([
      ['201 and 200 for the same PUT', 0, ['201', '200']],
      ['201 for one of eight clients, 200 for seven', 1, ['201', ...Array<string>(7).fill('200')]],
      ['412 for the second change of a version', 2, ['201', '200', '200', '412']],
    ])('%s', async (_, story, codes) => {
      const tour = await open();
      expect(await tour.tell(story)).toEqual(codes);
      expect(await readLists(api)).toEqual(before);
    });
  });

  it('202 to an import, 200 while it runs, 303 when it is done, and 200 for its report', async () => {
    const tour = await TourPage.open(browser, `${working.origin}/`);
    const lists = await readLists(working);
    const codes = await tour.tell(3);
    expect(codes[0]).toBe('202');
    expect(codes.slice(-2)).toEqual(['303', '200']);
    expect(codes.slice(1, -2).filter((code) => code !== '200')).toEqual([]);
    expect(await readLists(working)).toEqual(lists);
  });

  describe('A cell', () => {
    it.each([
      [201, 'PUT /items/{id}', /HTTP\/1.1 201 Created[^]*location: \/items\/cup-/],
      [207, 'POST /item-batches', /One by one[^]*200 cup-[^]*409 bowl-.*Name taken[^]*422 plate-/],
      [304, 'GET /items/{id}', /If-None-Match: "[^]*HTTP\/1.1 304 Not Modified\n/],
      [409, 'PUT /items/{id}', /HTTP\/1.1 409 Conflict[^]*\/problems\/name-taken/],
      [412, 'PATCH /items/{id}', /If-Match: "[^]*HTTP\/1.1 412 Precondition Failed/],
      [413, 'POST /items', /HTTP\/1.1 413 Content Too Large/],
    ])('%i of %s shows what was sent and received', async (code, operation, content) => {
      const tour = await open();
      const text = await tour.press(`${operation}: ${code}`);
      expect(text).toMatch(content);
      expect(text).toMatch(/RFC \d+ §/);
      expect(text).toContain('curl -i -X ');
      expect(await tour.getCell(`${operation}: ${code} came as documented`).count()).toBe(1);
      expect(await readLists(api)).toEqual(before);
    });

    it('409 names the line that decides, and then that of its handler', async () => {
      const tour = await open();
      const text = await tour.press('PUT /items/{id}: 409');
      const [decides, handles] = text.match(/src\/[\w./-]+\.ts:\d+/g) ?? [];
      expect(await readLine(decides)).toContain('new ItemNameTaken(');
      expect(await readLine(handles)).toContain('HttpStatus.CREATED');
    });
  });

  it('deletes what it created when it is loaded again in the middle of a run', async () => {
    const { page } = await open();
    // What follows the creation of an item has no response.
    await page.route('**/items/spoon-*', (route) =>
      route.request().method() === 'DELETE' ? route.continue() : undefined,
    );
    const blocked = page.waitForRequest('**/items/spoon-*');
    await page.click('#play');
    await blocked;
    expect(await readLists(api)).not.toEqual(before);
    await page.reload();
    // The browser sends the deletion while it leaves the page.
    while (JSON.stringify(await readLists(api)) !== JSON.stringify(before)) await sleep(20);
  });

  it('logs in again when the service has another secret for tokens', async () => {
    const proxy = new PrefixProxy('');
    proxy.upstream = api.origin;
    const tour = await TourPage.open(browser, await proxy.listen());
    for (const { origin } of [api, otherSecret]) {
      proxy.upstream = origin;
      expect(await tour.press('PUT /items/{id}: 201')).toContain('HTTP/1.1 201 Created');
      expect(await tour.count('right')).toBe(1);
    }
    proxy.close();
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

  describe('The link of a problem type', () => {
    it('marks the cells that cause it', async () => {
      const tour = await TourPage.open(browser, `${api.origin}/#name-taken`);
      expect(await tour.page.innerText('dialog[open]')).toContain('These cause it');
      const operations = ['POST /items', 'PUT /items/{id}', 'PATCH /items/{id}'];
      expect(await tour.readMarked()).toEqual(operations.map((label) => `${label}: 409`));
    });
  });
});

/** @param place such as `src/items/item.controller.ts:97` */
async function readLine(place = ''): Promise<string> {
  const [file, line] = place.split(':');
  return (await readFile(file, 'utf8')).split('\n')[Number(line) - 1];
}
