import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '../problems/problem.exception.js';

/** No token was sent. */
export class Unauthenticated extends ProblemType({
  type: 'unauthenticated',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Unauthenticated',
  description: 'This operation requires an access token. `POST /auth/login` issues one.',
  headers: { 'WWW-Authenticate': 'Bearer' },
}) {}

/** RFC 6750 §3.1 */
export class InvalidToken extends ProblemType({
  type: 'invalid-token',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Invalid token',
  description: 'The token is expired or unknown, or its user no longer exists. Log in again.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
}) {}

export class TokenUserNotFound extends InvalidToken {
  constructor() {
    super('The user of this token no longer exists.');
  }
}

export class WrongCredentials extends ProblemType({
  type: 'wrong-credentials',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Wrong credentials',
  description: 'Nobody has this email and this password.',
  headers: { 'WWW-Authenticate': 'Bearer' },
}) {}

export class NotTheOwner extends ProblemType({
  type: 'forbidden',
  status: HttpStatus.FORBIDDEN,
  title: 'Forbidden',
  description: 'Only the owner or an admin may change this resource.',
}) {}
