import { afterAll, beforeAll } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { Client } from '#contract-testing';
import { AccessTokenService } from '../../../src/auth/access-token.service.js';
import { User } from '../../../src/users/user.entity.js';
import {
  createDatabase,
  type Overrides,
  startApp,
  type TestDatabase,
} from '../../../test/support/app.js';
import { CodesModule } from '../../codes/codes.module.js';
import { DemoModule } from '../../demo.module.js';
import { TourModule } from '../../tour/tour.module.js';

const PAGE_PATHS = /^\/(?:$|docs|tour|codes\.css)/;

/**
 * Starts the demo on a new database for the tests of one file, and returns a client, which is logged in as the
 * admin of the demo.
 *
 * @param modules additional modules, such as fixture controllers
 */
export function useDemo(config: Overrides = {}, modules: Type[] = []): Client {
  const client = new Client();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    database = await createDatabase();
    app = await startApp(database.url, client, config, {
      modules: [DemoModule, TourModule, CodesModule, ...modules],
      pagePaths: PAGE_PATHS,
    });
    const admin = await app.get(DataSource).manager.findOneByOrFail(User, { role: 'admin' });
    client.token = await app.get(AccessTokenService).issue(admin);
  });
  afterAll(async () => {
    client.close();
    await app.close();
    await database.drop();
  });
  return client;
}
