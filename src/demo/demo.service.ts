import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In } from 'typeorm';
import { PasswordService } from '../auth/password.service.js';
import { Config } from '../config/config.js';
import { withAdvisoryLock } from '../database/advisory-lock.js';
import { Item } from '../items/item.entity.js';
import { User } from '../auth/user.entity.js';
import { DEMO_ITEMS } from './demo-items.js';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';

/** Adds demo data at startup, except in production. */
@Injectable()
export class DemoService implements OnApplicationBootstrap {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
    private readonly passwords: PasswordService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.isProduction) return this.rejectDemoPasswords();
    await withAdvisoryLock(this.dataSource, (manager) => this.insertDemoData(manager));
  }

  /** Fills an empty database. One that has a user stays unchanged. */
  private async insertDemoData(manager: EntityManager): Promise<void> {
    if (await manager.exists(User)) return;
    const passwordHash = await this.passwords.hash(DEMO_PASSWORD);
    const users = DEMO_USERS.map((user) => ({ ...user, emailKey: user.email, passwordHash }));
    await manager.insert(User, users);
    await manager.insert(Item, DEMO_ITEMS);
  }

  /**
   * A production database may contain demo users, because it was once a demo or is a copy of one.
   *
   * @throws when one of them still has the public password
   */
  private async rejectDemoPasswords(): Promise<void> {
    const demoUsers = await this.dataSource.manager.find(User, {
      select: { id: true, email: true, passwordHash: true },
      where: { emailKey: In(DEMO_USERS.map(({ email }) => email)) },
    });
    for (const { email, passwordHash } of demoUsers) {
      if (await this.passwords.verify(DEMO_PASSWORD, passwordHash)) {
        throw new Error(`${email} has the password of the demo. Change it, or delete the user.`);
      }
    }
  }
}
