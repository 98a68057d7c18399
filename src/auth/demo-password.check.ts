import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { Config } from '../config/config.js';
import { User } from '../users/user.entity.js';
import { PasswordService } from './password.service.js';

/** The password of every user of the demo; it is public. */
export const DEMO_PASSWORD = 'correct horse battery staple';
const DEMO_EMAILS = ['ada@example.com', 'ben@example.com', 'cleo@example.com'];

/** A production database may contain users of the demo, because it was once a demo or is a copy of one. */
@Injectable()
export class DemoPasswordCheck implements OnApplicationBootstrap {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: PasswordService,
    private readonly config: Config,
  ) {}

  /** @throws Error in production, when one of them still has the public password */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.isProduction) return;
    const users = await this.users.find({
      select: { id: true, email: true, passwordHash: true },
      where: { emailKey: In(DEMO_EMAILS) },
    });
    for (const { email, passwordHash } of users) {
      if (await this.passwords.verify(DEMO_PASSWORD, passwordHash)) {
        throw new Error(`${email} has the password of the demo. Change it, or delete the user.`);
      }
    }
  }
}
