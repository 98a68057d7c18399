import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { NO_HASH, verifyPassword } from './password.js';
import { Tokens } from './tokens.js';

/** Here, because the module of users builds on this one. */
const FIND = {
  name: 'auth-find',
  text: 'SELECT id, password_hash FROM users WHERE email_key = $1',
};

@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly tokens: Tokens,
  ) {}

  /** A token for the user whose email (in any case) and password these are. */
  async logIn(email: string, password: string): Promise<string> {
    const [user] = await this.database.read<UserRow>(FIND, [email.toLowerCase()]);
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
