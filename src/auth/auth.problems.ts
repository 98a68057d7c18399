import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

/** No token was sent. */
export class Unauthenticated extends ProblemType({
  type: 'unauthenticated',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Unauthenticated',
  description: 'This operation requires an access token. `POST /auth/login` issues one.',
  solution: 'Log in, and send the token as `Authorization: Bearer <token>`.',
  headers: { 'WWW-Authenticate': 'Bearer' },
}) {}

/** RFC 6750 §3.1 */
export class InvalidToken extends ProblemType({
  type: 'invalid-token',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Invalid token',
  description:
    'The token is expired or unknown, or its user no longer exists or has changed the password since. Log in again.',
  solution: 'Log in again, and send the new token.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
}) {}

/** The signature and the time are valid, but the database knows better. */
export class OutdatedToken extends InvalidToken {
  constructor() {
    super('The user of this token no longer exists, or has a new password. Log in again.');
  }
}

export class WrongCredentials extends ProblemType({
  type: 'wrong-credentials',
  status: HttpStatus.UNAUTHORIZED,
  title: 'Wrong credentials',
  description: 'Nobody has this email and this password.',
  solution: 'Correct the email or the password.',
  headers: { 'WWW-Authenticate': 'Bearer' },
}) {}

export class NotTheOwner extends ProblemType({
  type: 'forbidden',
  status: HttpStatus.FORBIDDEN,
  title: 'Forbidden',
  description: 'Only the owner or an admin may change this resource.',
  solution: 'Log in as the owner or as an admin.',
}) {}
