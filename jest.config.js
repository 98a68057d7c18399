import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['ts-jest', { useESM: true }] },
  // TypeScript's ES modules import './x.js' where the file is './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  reporters: ['default', '<rootDir>/test/support/contract-reporter.mjs'],
  testTimeout: 30_000,
  // One more than cores, since a worker waits for PostgreSQL a third of its time; four at most,
  // since each has its own application, whose connections PostgreSQL limits.
  maxWorkers: Math.min(4, availableParallelism() + 1),
};
