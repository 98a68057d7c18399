import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TEST_PASSWORD, TEST_USERS } from '../support/test-users.js';
import { copyTestDatabase, executeSql, startApp, type TestDatabase } from '../support/app.js';
import { Client } from '#contract-testing';
import { PGBOUNCER, TestPgBouncer } from '../support/pgbouncer.js';
import { describeWith } from '../support/programs.js';
import { ThingsModule } from '../template/src/things.module.js';
import { createThings, newThing } from '../support/use-things.js';
import { logIn } from '../support/log-in.js';

describeWith(PGBOUNCER, 'Behind PgBouncer, which pools by transaction', () => {
  const client = new Client();
  let database: TestDatabase;
  let bouncer: TestPgBouncer;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await copyTestDatabase();
    const { pathname } = new URL(database.url);
    // What a time must not be read by: 5 November would become 11 May.
    for (const setting of [`datestyle = 'SQL, DMY'`, `timezone = 'Asia/Kolkata'`]) {
      await executeSql(`ALTER DATABASE ${pathname.slice(1)} SET ${setting}`);
    }
    bouncer = await TestPgBouncer.start(database.url);
    const modules = [ThingsModule];
    app = await startApp(bouncer.url, client, { transactionPooling: true }, { modules });
    await createThings(database.url);
    await logIn(client, TEST_USERS[0].email, TEST_PASSWORD);
  });

  afterAll(async () => {
    client.close();
    await app.close();
    await bouncer.stop();
    await database.drop();
  });

  it('201, 200, 200, 200, 204 and 404 in the life of a thing', async () => {
    const { id, ...body } = newThing();
    const path = `/things/${id}`;
    const codes = [
      await client.put(path, body),
      await client.put(path, body),
      await client.patch(path, { note: 'Changed.' }),
      await client.get(path),
      await client.delete(path),
      await client.get(path),
    ].map(({ status }) => status);
    expect(codes).toEqual([201, 200, 200, 200, 204, 404]);
  });

  it('201 to one and 200 to seven that create a thing at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { id, ...body } = newThing();
      const puts = Array.from({ length: 8 }, () => client.put(`/things/${id}`, body));
      const codes = (await Promise.all(puts)).map(({ status }) => status).sort();
      expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    }
  });

  it('200 to one and 412 to seven that change one version at once', async () => {
    const { id, ...body } = newThing();
    const path = `/things/${id}`;
    await client.put(path, body);
    const { headers } = await client.get(path);
    const ifMatch = { 'If-Match': String(headers.etag) };
    const patches = Array.from({ length: 8 }, (_, n) =>
      client.patch(path, { note: String(n) }, ifMatch),
    );
    const codes = (await Promise.all(patches)).map(({ status }) => status).sort();
    expect(codes).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });

  it('200 with times of the present, whatever the style and the time zone of the database', async () => {
    const { id, ...fields } = newThing();
    const path = `/things/${id}`;
    const begin = Date.now();
    await client.put(path, fields);
    const end = Date.now();
    // More clients than connections of PgBouncer.
    const gets = Array.from({ length: 40 }, () => client.get<{ createdAt: string }>(path));
    for (const { status, body } of await Promise.all(gets)) {
      expect(status).toBe(200);
      expect(Date.parse(body.createdAt)).toBeGreaterThanOrEqual(begin - 1);
      expect(Date.parse(body.createdAt)).toBeLessThanOrEqual(end + 1);
    }
  });
});
