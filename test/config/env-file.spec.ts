import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const LOADER = resolve('dist/src/config/config.js');

/** The numbers of the lines of which the loader warns, in a folder with this `.env`. */
function findWarnings(text: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  writeFileSync(join(folder, '.env'), text);
  const program = `await (await import(${JSON.stringify(LOADER)})).loadConfig()`;
  const args = ['--input-type=module', '--eval', program];
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH },
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).not.toContain('secret');
  const lines = stderr.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, number] = /^\.env, line (\d+): .+ NAME=value, .+\.$/.exec(line) ?? [];
    return Number(number);
  });
}

const WRONG = [
  'PORT 3000',
  'DATABASE-URL=secret',
  'secret',
  'export secret',
  '=secret',
  '2FA=secret',
  'my secret=1',
  'OF_ANOTHER_TOOL="secret',
  "OF_ANOTHER_TOOL='it''s secret",
  'OF_ANOTHER_TOOL="a" secret',
  '-- secret',
];

const RIGHT = [
  ' \t',
  '# PORT 3000',
  ' export  PORT = 3000 # a comment',
  '\tHOST=localhost\r',
  'lower_case=of another tool',
  'EMPTY=',
  'EMPTY= # none',
  'EMPTY=""',
  'YAML: is read too',
  `QUOTES="it's" # a comment`,
  `QUOTES='{ "b": 1 }'`,
  'QUOTES=`c`',
  'QUOTES="a \\" b"',
  `APOSTROPHE=it's`,
  'LINES="first\nPORT 3000\r\n\nlast=line"',
];

describe('A line of .env that is no setting', () => {
  it('is named by its number, between lines that are settings, blank or comments', () => {
    const lines = WRONG.flatMap((line, index) => [line, '', `# ${line}`, `TOOL_${index}=1`]);
    expect(findWarnings(lines.join('\n'))).toEqual(WRONG.map((_, index) => 4 * index + 1));
  });

  it('is no other line, and is counted after a value of several lines', () => {
    const text = `\ufeff${RIGHT.join('\n')}\n`;
    expect(findWarnings(`${text}PORT 3000\n`)).toEqual([text.split('\n').length]);
  });
});
