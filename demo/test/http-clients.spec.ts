import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { jetbrainsHttp } from '../../scripts/jetbrains.mjs';
import { readLists } from './support/lists.js';
import { describeWith, findProgram } from '../../test/support/programs.js';
import { useDemo } from './support/use-demo.js';

/* requests.http as httpYac sends it, a client that is not ours, and its copy for the IDEs of JetBrains. */

/** Of 190 packages, and so no dependency. */
const HTTPYAC = findProgram('httpyac');
const run = promisify(execFile);

interface Output {
  requests: { title: string; response?: { statusCode: number } }[];
}

const api = useDemo();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'httpyac-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Sends the requests of a file from top to bottom, and returns their titles, with the codes that came. */
async function send(file: string): Promise<{ titles: string[]; received: string[] }> {
  const text = await readFile(file, 'utf8');
  const path = join(folder, 'requests.http');
  await writeFile(path, text.replace('http://localhost:3000', api.origin));
  // A pipe would have lost a part: it exits before all is written.
  await run('sh', ['-c', `"$0" send "$1" --all --json > "$1.json"`, String(HTTPYAC), path], {
    cwd: folder,
  });
  const { requests } = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Output;
  const toReceived = ({ title, response }: Output['requests'][number]): string =>
    title.replace(/^\d+/, String(response?.statusCode));
  const titles = Array.from(text.matchAll(/^### (.+)$/gm), ([, title]) => title);
  return { titles, received: requests.map(toReceived) };
}

describeWith({ name: 'httpyac', isInstalled: !!HTTPYAC }, 'httpYac', () => {
  it.each([
    ['requests.http', 'httpyac.config.cjs'],
    // It knows this dialect by itself.
    ['demo/jetbrains.http', 'package.json'],
  ])(
    'gets the codes of %s, twice in a row, and leaves the data as it was',
    async (file, config) => {
      await cp(config, join(folder, config));
      const before = await readLists(api);
      for (let time = 0; time < 2; time += 1) {
        const { titles, received } = await send(file);
        expect(received).toEqual(titles);
        expect(await readLists(api)).toEqual(before);
      }
    },
  );
});

it('demo/jetbrains.http is up to date (otherwise run npm run openapi)', async () => {
  const text = jetbrainsHttp(await readFile('requests.http', 'utf8'));
  expect(await readFile('demo/jetbrains.http', 'utf8')).toBe(text);
});
