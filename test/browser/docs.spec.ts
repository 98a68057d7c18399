import { beforeAll, expect, it } from '@jest/globals';
import type { Page, Response } from 'playwright-core';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { CHROMIUM, type TestPage, useBrowser } from '../support/browser.js';
import { type DocumentedOperation, operations } from '#contract-testing';
import { describeWith } from '../support/programs.js';

/* The page at /docs, as people use it. */

const OPERATIONS = operations(document).map((operation) => ({
  ...operation,
  id: toElementId(operation),
}));

/** Swagger UI names the element of an operation by its tag and its id. */
function toElementId({ method, template }: DocumentedOperation): string {
  const paths = document.paths as unknown as Record<string, Record<string, OperationNames>>;
  const { tags, operationId } = paths[template][method.toLowerCase()];
  return `operations-${tags[0]}-${operationId}`;
}

function countResponses({ responses }: DocumentedOperation): number {
  return Object.keys(responses).length;
}

interface OperationNames {
  tags: string[];
  operationId: string;
}

describeWith(CHROMIUM, '/docs', () => {
  const api = useApp();
  const browser = useBrowser();
  let docs: TestPage;

  async function openDocs(width: number): Promise<TestPage> {
    const opened = await browser.newPage({ viewport: { width, height: 900 } });
    await opened.page.goto(`${api.origin}/docs`);
    await opened.page.waitForSelector('.opblock');
    return opened;
  }

  async function authorize(page: Page): Promise<void> {
    await page.click('.auth-wrapper .authorize');
    await page.fill('.modal-ux input[type=text]', String(api.token));
    await page.click('.modal-ux .authorize');
    await page.click('.modal-ux .btn-done');
  }

  beforeAll(async () => {
    docs = await openDocs(1280);
    await authorize(docs.page);
  });

  it.each(OPERATIONS)(
    '$success by "Execute" as it stands: $method $template',
    async (operation) => {
      const { page } = docs;
      const block = page.locator(`#${operation.id}`);
      await block.locator('.opblock-summary-control').click();
      const [response] = await Promise.all([
        page.waitForResponse((received) => isResponseTo(operation, received)),
        block.locator('button.execute').click(),
      ]);
      expect(response.status()).toBe(operation.success);
      const shown = block.locator('.live-responses-table .response .response-col_status').first();
      expect(await shown.innerText()).toContain(String(operation.success));
      await block.locator('.opblock-summary-control').click();
    },
  );

  it.each([1280, 390])('fits with an open operation, %i pixels wide', async (width) => {
    const { page } = await openDocs(width);
    const [largest] = OPERATIONS.toSorted((a, b) => countResponses(b) - countResponses(a));
    const block = page.locator(`#${largest.id}`);
    await block.locator('.opblock-summary-control').click();
    await block.locator('.responses-table').waitFor();
    const scrollWidth = await page.evaluate('document.documentElement.scrollWidth');
    expect(scrollWidth).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('has no error in its console', () => {
    expect(docs.complaints).toEqual([]);
  });

  function isResponseTo({ method, path }: DocumentedOperation, received: Response): boolean {
    const url = new URL(received.url());
    return url.pathname === path && received.request().method() === method;
  }
});
