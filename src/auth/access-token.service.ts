import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isUUID } from 'class-validator';
import { InvalidToken } from './auth.problems.js';

/** Seconds for which a token is valid. */
export const TOKEN_LIFETIME = 3_600;

/** The number of verified tokens to remember, about 500 bytes each. */
const CACHE_SIZE = 10_000;

interface Claims {
  /** The id of the user. */
  sub: string;
  /** The end of validity, in seconds since 1970. */
  exp: number;
}

/** Access tokens: JWTs (RFC 7519) that identify a user, and say nothing else. */
@Injectable()
export class AccessTokenService {
  /** To verify a signature costs about as much as the rest of a request. */
  private readonly verified = new Map<string, Claims>();

  constructor(private readonly jwt: JwtService) {}

  issue(userId: string): Promise<string> {
    return this.jwt.signAsync({}, { subject: userId, expiresIn: TOKEN_LIFETIME });
  }

  /**
   * The id of the token's user.
   *
   * @throws InvalidToken when the token is expired or was not issued by this service
   */
  async verify(token: string): Promise<string> {
    const known = this.verified.get(token);
    if (known && known.exp > Date.now() / 1_000) return known.sub;
    this.verified.delete(token);
    const claims = await this.jwt.verifyAsync<Partial<Claims>>(token).catch(() => undefined);
    if (!isComplete(claims)) {
      throw new InvalidToken(
        'The token is expired, or this service did not issue it. Log in again.',
      );
    }
    this.remember(token, claims);
    return claims.sub;
  }

  private remember(token: string, claims: Claims): void {
    this.verified.set(token, claims);
    if (this.verified.size <= CACHE_SIZE) return;
    const [oldest] = this.verified.keys();
    this.verified.delete(oldest);
  }
}

function isComplete(claims: Partial<Claims> | undefined): claims is Claims {
  return isUUID(claims?.sub, 'loose') && claims?.exp !== undefined;
}
