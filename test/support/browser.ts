import { afterAll, beforeAll } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from './programs.js';

const PATH = findProgram(
  process.env.CHROMIUM ?? 'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
);

export const CHROMIUM = { name: 'chromium', isInstalled: PATH !== undefined };

/** A page, and what its console and its requests complained about. */
export interface TestPage {
  page: Page;
  complaints: string[];
}

/** A headless browser for the tests of one file. */
export class TestBrowser {
  private browser: Browser;

  async open(): Promise<void> {
    // As root, Chromium cannot use its sandbox.
    this.browser = await chromium.launch({ executablePath: PATH, args: ['--no-sandbox'] });
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async newPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<TestPage> {
    const page = await this.browser.newPage(options);
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return { page, complaints };
  }
}

export function useBrowser(): TestBrowser {
  const browser = new TestBrowser();
  beforeAll(() => browser.open());
  afterAll(() => browser.close());
  return browser;
}
