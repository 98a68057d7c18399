import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isUUID } from 'class-validator';
import { InvalidToken } from './auth.problems.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** The issuer and the audience of tokens. `npm run rename` changes it, and every other place that has the name. */
export const PROJECT_NAME = 'nest-response-codes';

/** Seconds for which a token is valid. */
export const TOKEN_LIFETIME = 3_600;

/** The number of verified tokens to remember, about 500 bytes each. */
const CACHE_SIZE = 10_000;

interface Token {
  header: { crit?: unknown };
  /** `sub` is the id of the user, `pwv` the password version (a private claim: RFC 7519 §4.3). */
  payload: { sub?: string; pwv?: string; exp?: number };
}

interface VerifiedUser extends AuthenticatedUser {
  /** The end of validity, in seconds since 1970. */
  exp: number;
}

/** Access tokens: JWTs (RFC 7519) that identify a user and one of the user's passwords, and say nothing else. */
@Injectable()
export class AccessTokenService {
  /** To verify a signature costs about as much as the rest of a request. */
  private readonly verified = new Map<string, VerifiedUser>();

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
    if (known && known.exp > Date.now() / 1_000) return known;
    this.verified.delete(token);
    const user = await this.verifySignature(token).catch(() => undefined);
    if (!user) {
      throw new InvalidToken(
        'The token is expired, or this service did not issue it. Log in again.',
      );
    }
    this.verified.set(token, user);
    const [oldest] = this.verified.keys();
    if (this.verified.size > CACHE_SIZE) this.verified.delete(oldest);
    return user;
  }

  private async verifySignature(token: string): Promise<VerifiedUser | undefined> {
    const { header, payload } = await this.jwt.verifyAsync<Token>(token, { complete: true });
    const { sub: id = '', pwv: passwordVersion = '', exp } = payload;
    // RFC 7515 §4.1.11: an extension that is not understood, as none is here.
    const isOurs = !('crit' in header) && isUUID(id, 'loose') && isUUID(passwordVersion, 'loose');
    return isOurs && exp !== undefined ? { id, passwordVersion, exp } : undefined;
  }
}
