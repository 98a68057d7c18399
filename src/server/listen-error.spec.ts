import { describe, expect, it } from '@jest/globals';
import { toListenError } from './listen-error.js';

/* EACCES only: some systems give each port to each user, so no test can cause it everywhere. */

describe('toListenError', () => {
  it('names PORT when the user lacks the privileges for it', () => {
    const cause = Object.assign(new Error('listen EACCES: permission denied'), { code: 'EACCES' });
    const error = toListenError(cause, { port: 80, host: 'localhost' });
    expect(error.message).toMatch(/^PORT 80 needs privileges .+\.$/);
    expect(error.cause).toBe(cause);
  });

  it('keeps an error that no setting explains', () => {
    const error = Object.assign(new Error('listen ENOBUFS'), { code: 'ENOBUFS' });
    expect(toListenError(error, { port: 80, host: 'localhost' })).toBe(error);
  });
});
