import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Problem } from '../http/problems.js';
import { NO_HASH, verifyPassword } from './password.js';
import { Tokens } from './tokens.js';

@Injectable()
export class AuthService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly tokens: Tokens,
  ) {}

  /** A token for the user whose email (in any case) and password these are. */
  async logIn(email: string, password: string): Promise<string> {
    // By SQL, because the module of users builds on this one.
    const [user] = await this.dataSource.query<UserRow[]>(
      'SELECT id, password_hash FROM users WHERE email_key = $1',
      [email.toLowerCase()],
    );
    // For an email that nobody has, the answer takes as long, and so does not tell.
    const isRight = await verifyPassword(password, user?.password_hash ?? NO_HASH);
    if (!user || !isRight) throw new Problem('wrong-credentials');
    return this.tokens.issue(user.id);
  }
}

interface UserRow {
  id: string;
  password_hash: string;
}
