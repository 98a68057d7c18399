import type { Page } from 'playwright-core';
import type { TestBrowser } from '../../../test/support/browser.js';

type Locator = ReturnType<Page['locator']>;

/** The page at /, as a user handles it. */
export class TourPage {
  private constructor(
    readonly page: Page,
    /** What its console complained about. */
    readonly complaints: string[],
  ) {}

  static async open(
    browser: TestBrowser,
    url: string,
    options?: Parameters<TestBrowser['newPage']>[0],
  ): Promise<TourPage> {
    const { page, complaints } = await browser.newPage(options);
    await page.goto(url);
    await page.waitForSelector('button.code');
    return new TourPage(page, complaints);
  }

  /** @param label such as `PUT /items/{id}: 201`, or `PUT /items/{id}: 201 came as documented` */
  getCell(label: string): Locator {
    const [, operation, code, state] = /^(.+): (\d+) ?(.*)$/.exec(label) ?? [];
    const end = `· ${operation}, ${state}`;
    return this.page.locator(`button[aria-label^="${code} "][aria-label*="${end}"]`);
  }

  /** Presses a cell, and returns what its dialog shows. */
  async press(label: string): Promise<string> {
    await this.getCell(label).click();
    const dialog = this.page.locator('dialog[open]');
    await dialog.waitFor();
    const text = await dialog.innerText();
    await this.page.keyboard.press('Escape');
    await this.untilIdle();
    return text;
  }

  /** Presses "Play all", and returns the outcome. */
  async playAll(): Promise<string> {
    await this.page.click('#play');
    await this.page.waitForSelector('body[aria-busy]');
    await this.untilIdle();
    return this.page.innerText('#status');
  }

  /** Presses the button of a story, and returns the codes of the responses. */
  async tell(story: number): Promise<string[]> {
    const article = this.page.locator('article').nth(story);
    await article.locator('> button').click();
    await this.untilIdle();
    return article.locator('.answers b').allInnerTexts();
  }

  count(state: 'right' | 'wrong' | 'unsent'): Promise<number> {
    return this.page.locator(`.code.${state}`).count();
  }

  /** The labels of the cells that cause a problem. */
  async readMarked(): Promise<string[]> {
    const names = await this.page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-marked]')].map(({ ariaLabel }) => ariaLabel)`,
    );
    return names.map((name) => name.replace(/^(\d+) .+ · (.+), not sent yet$/, '$2: $1'));
  }

  /** What was created is deleted by then. */
  async untilIdle(): Promise<void> {
    await this.page.waitForSelector('body:not([aria-busy])');
  }
}
