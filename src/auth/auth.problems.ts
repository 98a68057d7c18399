import { Problem } from '../http/problems.js';

/** 401: a token was sent, and it is no good (RFC 6750 §3.1). */
export class InvalidToken extends Problem {
  constructor(detail = 'The user of this token is gone.') {
    super('invalid-token', detail);
  }
}

/** 403: known, and not allowed. */
export class Forbidden extends Problem {
  constructor() {
    super('forbidden');
  }
}
