import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { PROJECT } from '../support/program.js';

it('500 in a test that expects 200 is printed with its reason and where it comes from', () => {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL };
  delete env.JEST_WORKER_ID;
  const pattern = ['--testPathIgnorePatterns', 'nothing', '--', 'system/failed-test/'];
  const { status, stderr } = spawnSync('npm', ['run', 'jest', '--', ...pattern], {
    cwd: PROJECT,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/Expected: 200\s+Received: 500/);
  const reason = 'QueryFailedError: relation "reports" does not exist';
  expect(stderr).toMatch(new RegExp(`${reason}\\s[^]+ ReportsController.findAll .*internal-error`));
  expect(status).toBe(1);
});
