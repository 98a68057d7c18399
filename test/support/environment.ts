import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

// Once a worker has nothing left to do, Node frees its heap of some 300 MB, which on a busy machine takes longer
// than jest waits before it kills the worker and reports a leak. A real leak keeps `beforeExit` from coming.
process.once('beforeExit', () => process.exit());

/** Prints with a failed test why the service sent a 500 in it, which no response tells. */
export default class Environment extends TestEnvironment {
  private readonly internalErrors: string[] = [];

  override async setup(): Promise<void> {
    await super.setup();
    // `startApp` adds what the service logs.
    Object.assign(this.global, { internalErrors: this.internalErrors });
  }

  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_start') this.internalErrors.length = 0;
    if (event.name !== 'test_fn_failure') return;
    const error = event.error as Partial<Error> | undefined;
    if (!error?.stack) return;
    const { message = '', stack } = error;
    const reasons = this.internalErrors.map((reason) => `\nThe service logged a 500: ${reason}\n`);
    error.stack = stack.replace(message, () => [message, ...reasons].join('\n'));
  }
}
