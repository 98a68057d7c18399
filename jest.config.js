import { availableParallelism } from 'node:os';

/** The tests run as `tsc` has compiled them: `npm run compile`. @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/dist/test/support/environment.js',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*spec.js'],
  // The tests of an application of its own; taken-along.spec.ts runs them there.
  testPathIgnorePatterns: ['<rootDir>/dist/test/system/taken-along/.+/'],
  transform: {},
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/dist/libs/contract-testing/src/contract-reporter.js'],
  testTimeout: 30_000,
  // One more than cores, since a worker waits for PostgreSQL a third of its time; four at most,
  // since each has its own application, whose connections PostgreSQL limits.
  maxWorkers: Math.min(4, availableParallelism() + 1),
};
