import { TestEnvironment } from 'jest-environment-node';

// Once a worker has nothing left to do, Node frees its heap of some 300 MB, which on a busy machine takes longer
// than jest waits before it kills the worker and reports a leak. A real leak keeps `beforeExit` from coming.
process.once('beforeExit', () => process.exit());

export default TestEnvironment;
