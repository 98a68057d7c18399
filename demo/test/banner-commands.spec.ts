import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { newFolder, PROJECT } from '../../test/support/program.js';
import { startDemo } from './support/start-demo.js';

it('201 and then 200 when the commands of the banner are pasted', async () => {
  const { output } = await startDemo(newFolder());
  const commands = /^ *TOKEN=[^]+?\n\n[^]+?'\n/m.exec(output)?.[0];
  const curl = `curl() { "${process.execPath}" "${join(PROJECT, 'test/support/curl.mjs')}" "$@"; }`;
  const runCommands = (): string =>
    spawnSync('sh', ['-c', `${curl}\n${commands}`]).stdout.toString();
  expect(runCommands()).toMatch(/^HTTP\/1.1 201\n/);
  expect(runCommands()).toMatch(/^HTTP\/1.1 200\n/);
});
