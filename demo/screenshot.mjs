import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

/*
 * `npm run build && node demo/screenshot.mjs`: makes demo/tour.png and demo/codes.png from a demo of its own, with
 * the Chromium in CHROMIUM or at /usr/bin.
 */

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const env = { ...process.env, PORT: '0', NODE_ENV: 'development', RATE_LIMIT: '0' };
const service = spawn(process.execPath, ['dist/demo/main.js'], {
  env: { ...env, LOGIN_RATE_LIMIT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  const url = await readUrl(service.stdout);
  // As root, Chromium cannot use its sandbox.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const viewport = { width: 1280, height: 1000 };
  const page = await browser.newPage({ viewport, colorScheme: 'light' });
  await page.goto(url);
  await page.click('#play');
  await page.getByText('each has the documented code').waitFor();
  await page.evaluate("document.getElementById('matrix').scrollIntoView()");
  await page.screenshot({ path: 'demo/tour.png' });
  await page.goto(new URL('codes/409', url).href);
  await page.screenshot({ path: 'demo/codes.png' });
  await browser.close();
} finally {
  service.kill();
  await once(service, 'exit');
}

/** The demo prints its addresses when it listens. */
async function readUrl(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    const [, url] = /^ *See it +(\S+)$/.exec(line) ?? [];
    if (url) {
      stdout.resume();
      return url;
    }
  }
  throw new Error('The demo ended before it listened.');
}
