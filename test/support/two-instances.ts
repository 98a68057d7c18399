import { afterAll, beforeAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client, type HttpResponse } from '#contract-testing';
import { copyTestDatabase, startApp, type TestDatabase } from './app.js';

/** The rounds of a race: each has another order of events. */
export const ROUNDS = 5;

/** Starts two instances of the service on one new database, and returns a client of each, as `useApp` does. */
export function useTwoInstances(): [Client, Client] {
  const clients: [Client, Client] = [new Client(), new Client()];
  let database: TestDatabase;
  let apps: NestFastifyApplication[];
  beforeAll(async () => {
    database = await copyTestDatabase();
    apps = await Promise.all(clients.map((client) => startApp(database.url, client)));
  });
  afterAll(async () => {
    clients.forEach((client) => client.close());
    await Promise.all(apps.map((app) => app.close()));
    await database.drop();
  });
  return clients;
}

/** Sends eight requests at once, half of them to each instance. */
export function race<T = Record<string, unknown>>(
  clients: Client[],
  send: (client: Client, index: number) => Promise<HttpResponse<T>>,
): Promise<HttpResponse<T>[]> {
  return Promise.all(
    Array.from({ length: 8 }, (_, index) => send(clients[index % clients.length], index)),
  );
}

export function sortCodes(responses: HttpResponse<unknown>[]): number[] {
  return responses.map(({ status }) => status).sort();
}
