import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { withAdvisoryLock } from '#postgres';
import { PasswordService } from '../src/auth/password.service.js';
import { Config } from '../src/config/config.js';
import { Item } from '../src/items/item.entity.js';
import { User } from '../src/users/user.entity.js';
import { Import, ImportLine } from '../src/imports/import.entity.js';
import { DEMO_IMPORTS, DEMO_REPORT } from './demo-imports.js';
import { DEMO_ITEMS } from './demo-items.js';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';

/** Adds demo data at startup. */
@Injectable()
export class DemoService implements OnApplicationBootstrap {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly passwords: PasswordService,
    private readonly config: Config,
  ) {}

  /** @throws Error in production, where an admin with a public password must not be */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.isProduction) {
      throw new Error('The demo does not run in production: start dist/src/main.js.');
    }
    await withAdvisoryLock(this.dataSource, (manager) => this.insertDemoData(manager));
  }

  /** Fills an empty database. One that has a user stays unchanged. */
  private async insertDemoData(manager: EntityManager): Promise<void> {
    if (await manager.exists(User)) return;
    const passwordHash = await this.passwords.hash(DEMO_PASSWORD);
    const users = DEMO_USERS.map((user) => ({ ...user, emailKey: user.email, passwordHash }));
    await manager.insert(User, users);
    await manager.insert(Item, DEMO_ITEMS);
    await manager.insert(Import, DEMO_IMPORTS);
    await manager.insert(ImportLine, DEMO_REPORT);
  }
}
