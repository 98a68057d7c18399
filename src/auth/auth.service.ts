import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Client } from '#strict-http';
import { AccessTokenService } from './access-token.service.js';
import { WrongCredentials } from './auth.problems.js';
import { PasswordService } from './password.service.js';
import { User } from '../users/user.entity.js';

@Injectable()
export class AuthService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly accessTokens: AccessTokenService,
    private readonly passwords: PasswordService,
  ) {}

  /**
   * Issues a token for the user with this email (in any case) and password.
   *
   * @throws WrongCredentials or TooManyRequests
   */
  async logIn(email: string, password: string, client?: Client): Promise<string> {
    const user = await this.users.findOne({
      select: { id: true, passwordHash: true, passwordVersion: true },
      where: { emailKey: email.toLowerCase() },
    });
    // Verifies in any case: the time must not tell whether a user has this email.
    const isRight = await this.passwords.verify(
      password,
      user?.passwordHash ?? this.passwords.dummyHash,
      client,
    );
    if (!user || !isRight) throw new WrongCredentials();
    return this.accessTokens.issue(user);
  }
}
