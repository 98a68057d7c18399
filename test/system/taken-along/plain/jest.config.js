export default {
  roots: ['<rootDir>/dist/test'],
  transform: {},
  testMatch: ['**/*.e2e-spec.js'],
  // cut: reporter
  reporters: ['default', '<rootDir>/dist/libs/contract-testing/src/contract-reporter.js'],
  // /cut
};
