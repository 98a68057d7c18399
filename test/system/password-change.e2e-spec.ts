import { afterEach, describe, expect, it } from '@jest/globals';
import { createMember, newUser } from '../support/users.js';
import type { Client, HttpResponse } from '../support/client.js';
import { newItem } from '../support/items.js';
import { useFaultyPostgres } from '../support/faulty-postgres.js';

/* A write and a change of the password that meet in the database. */

const postgres = useFaultyPostgres();
const { client: admin } = postgres;

afterEach(() => postgres.endSessions());

type Write = (client: Client, itemPath: string, userPath: string) => Promise<HttpResponse>;

const { name, email } = newUser();
const ITEM_FIELDS = newItem({ id: undefined });
const NEW_ITEM = newItem();

const WRITES: [string, Write][] = [
  ['POST of a new item', (client) => client.post('/items', NEW_ITEM)],
  ['PUT of an item', (client, path) => client.put(path, ITEM_FIELDS)],
  ['PATCH of an item', (client, path) => client.patch(path, { name: 'Renamed' })],
  ['DELETE of an item', (client, path) => client.delete(path)],
  ['PUT of the user', (client, _, path) => client.put(path, { name, email })],
  ['PATCH of the user', (client, _, path) => client.patch(path, { name })],
];

describe('While a change of the password is not committed', () => {
  it.each(WRITES)('401 to a %s that waits for it, and writes nothing', async (_, send) => {
    const { client, user } = await createMember(admin);
    const item = newItem();
    const paths = [`/items/${item.id}`, `/users/${user.id}`] as const;
    expect((await client.post('/items', item)).status).toBe(201);
    const before = await Promise.all(paths.map((path) => admin.get(path)));

    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query('BEGIN');
    const change = 'UPDATE users SET password_version = password_version + 1 WHERE id = $1';
    await session.query(change, [user.id]);
    const write = send(client, ...paths);
    await postgres.untilLockWait(observer);
    await session.query('COMMIT');

    const { status, body } = await write;
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
    const after = await Promise.all(paths.map((path) => admin.get(path)));
    expect(after.map((response) => response.body)).toEqual(before.map((response) => response.body));
    expect((await admin.get(`/items/${NEW_ITEM.id}`)).status).toBe(404);
  });
});
