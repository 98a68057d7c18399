import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AccessTokenService } from './access-token.service.js';
import { WrongCredentials } from './auth.problems.js';
import { NO_HASH, verifyPassword } from './password.js';

@Injectable()
export class AuthService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accessTokens: AccessTokenService,
  ) {}

  /**
   * Issues a token for the user with this email (in any case) and password.
   *
   * @throws WrongCredentials
   */
  async logIn(email: string, password: string, signal?: AbortSignal): Promise<string> {
    const user = await this.findCredentials(email);
    // Verifies in any case: the time must not tell whether a user has this email.
    const isRight = await verifyPassword(password, user?.password_hash ?? NO_HASH, signal);
    if (!user || !isRight) throw new WrongCredentials();
    return this.accessTokens.issue(user.id);
  }

  /** By the name of the table, because the users module builds on this one. */
  private findCredentials(
    email: string,
  ): Promise<{ id: string; password_hash: string } | undefined> {
    return this.dataSource
      .createQueryBuilder()
      .select(['id', 'password_hash'])
      .from('users', 'users')
      .where('email_key = :emailKey', { emailKey: email.toLowerCase() })
      .getRawOne();
  }
}
