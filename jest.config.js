import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** A test whose source was deleted stays in dist until `npm run compile` makes that anew. */
const deleted = readdirSync('dist', { recursive: true }).filter(
  (file) => file.endsWith('spec.js') && !existsSync(file.replace(/js$/, 'ts')),
);

/** The tests run as `tsc` has compiled them: `npm run compile`. @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/dist/test/support/environment.js',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*spec.js'],
  // What a system test runs by itself: the tests of other applications, and one that fails.
  testPathIgnorePatterns: ['/dist/test/system/(?:taken-along/.+|failed-test)/', ...deleted],
  transform: {},
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/dist/libs/contract-testing/src/contract-reporter.js'],
  // Beside other work a test takes many times as long as alone. No test waits for this.
  testTimeout: 120_000,
  // One more than cores, since a worker waits for PostgreSQL a third of its time; four at most,
  // since each has its own application, whose connections PostgreSQL limits.
  maxWorkers: Math.min(4, availableParallelism() + 1),
};
