import { createSecretKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { InvalidToken } from './auth.problems.js';

/** How long a token is good for, in seconds. */
export const TOKEN_LIFETIME = 3_600;

/** How many verified tokens are remembered, some 500 bytes each. */
const REMEMBERED = 10_000;

const ALGORITHM = 'HS256';
const NAME = 'nest-response-codes';

/** Access tokens: JWTs (RFC 7519) that say which user somebody is, and nothing else. */
export class Tokens {
  private readonly key: KeyObject;
  /** Tokens that are good until they expire: to verify one takes as long as much of a request. */
  private readonly verified = new Map<string, { sub: string; exp: number }>();

  /** @param secret at least 32 bytes, as long as what HS256 makes of it (RFC 7518 §3.2) */
  constructor(secret: string) {
    this.key = createSecretKey(secret, 'utf8');
  }

  issue(userId: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(NAME)
      .setAudience(NAME)
      .setIssuedAt()
      .setExpirationTime(`${TOKEN_LIFETIME} s`)
      .sign(this.key);
  }

  /**
   * The id of the user whose token it is.
   *
   * @throws InvalidToken for a token that is expired, or was never issued here
   */
  async verify(token: string): Promise<string> {
    const known = this.verified.get(token);
    if (known && known.exp > Date.now() / 1_000) return known.sub;
    try {
      const { payload } = await jwtVerify<{ sub: string; exp: number }>(token, this.key, {
        // One algorithm: a token must not choose how it is checked (RFC 8725 §3.1).
        algorithms: [ALGORITHM],
        issuer: NAME,
        audience: NAME,
        requiredClaims: ['sub', 'exp'],
      });
      this.remember(token, payload);
      return payload.sub;
    } catch {
      this.verified.delete(token);
      throw new InvalidToken('The token is expired, or was never issued here. Log in again.');
    }
  }

  private remember(token: string, payload: { sub: string; exp: number }): void {
    this.verified.set(token, payload);
    if (this.verified.size <= REMEMBERED) return;
    const [oldest] = this.verified.keys();
    this.verified.delete(oldest);
  }
}
