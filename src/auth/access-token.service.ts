import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isUUID } from 'class-validator';
import { InvalidToken } from './auth.problems.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** Seconds for which a token is valid. */
export const TOKEN_LIFETIME = 3_600;

/** The number of verified tokens to remember, about 500 bytes each. */
const CACHE_SIZE = 10_000;

interface Claims {
  /** The id of the user. */
  sub: string;
  /** The password version of the user: a private claim (RFC 7519 §4.3). */
  pwv: string;
  /** The end of validity, in seconds since 1970. */
  exp: number;
}

/** Access tokens: JWTs (RFC 7519) that identify a user and one of the user's passwords, and say nothing else. */
@Injectable()
export class AccessTokenService {
  /** To verify a signature costs about as much as the rest of a request. */
  private readonly verified = new Map<string, Claims>();

  constructor(private readonly jwt: JwtService) {}

  issue({ id, passwordVersion }: AuthenticatedUser): Promise<string> {
    return this.jwt.signAsync({ pwv: passwordVersion }, { subject: id, expiresIn: TOKEN_LIFETIME });
  }

  /**
   * The token's user. Only the database knows whether that user still exists, and has that password: the
   * statement that reads or writes for the user checks it.
   *
   * @throws InvalidToken when the token is expired or was not issued by this service
   */
  async verify(token: string): Promise<AuthenticatedUser> {
    const known = this.verified.get(token);
    if (known && known.exp > Date.now() / 1_000) return toUser(known);
    this.verified.delete(token);
    const { header, payload: claims } = await this.verifySignature(token);
    // RFC 7515 §4.1.11: an extension that is not understood, as none is here.
    if ('crit' in header || !isComplete(claims)) {
      throw new InvalidToken(
        'The token is expired, or this service did not issue it. Log in again.',
      );
    }
    this.remember(token, claims);
    return toUser(claims);
  }

  private verifySignature(token: string): Promise<{ header: object; payload?: Partial<Claims> }> {
    return this.jwt
      .verifyAsync<{ header: object; payload: Partial<Claims> }>(token, { complete: true })
      .catch(() => ({ header: {} }));
  }

  private remember(token: string, claims: Claims): void {
    this.verified.set(token, claims);
    if (this.verified.size <= CACHE_SIZE) return;
    const [oldest] = this.verified.keys();
    this.verified.delete(oldest);
  }
}

function isComplete(claims: Partial<Claims> = {}): claims is Claims {
  const { sub, exp, pwv } = claims;
  return isUUID(sub, 'loose') && isUUID(pwv, 'loose') && exp !== undefined;
}

function toUser({ sub, pwv }: Claims): AuthenticatedUser {
  return { id: sub, passwordVersion: pwv };
}
