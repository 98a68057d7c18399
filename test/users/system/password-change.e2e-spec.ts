import { afterEach, describe, expect, it } from '@jest/globals';
import { createMember, newUserFields } from '../new-user.js';
import type { Client, HttpResponse } from '#contract-testing';
import { PASSWORD } from '../../support/privacy-rules.js';
import { useFaultyPostgres } from '../../support/faulty-postgres.js';
import { newThing, newThingFields } from '../../support/use-things.js';
import { logIn } from '../../support/log-in.js';

/* A write and a change of the password that meet in the database. */

const postgres = useFaultyPostgres();
const { client: anyone } = postgres;

afterEach(() => postgres.endSessions());

type Write = (client: Client, thingPath: string, userPath: string) => Promise<HttpResponse>;

const { name, email } = newUserFields();
const NEW_THING = newThing();
const NEW_PATH = `/things/${NEW_THING.id}`;

const WRITES: [string, Write][] = [
  ['PUT of a new thing', (client) => client.put(NEW_PATH, { name: NEW_THING.name })],
  ['PUT of a thing', (client, path) => client.put(path, newThingFields())],
  ['PATCH of a thing', (client, path) => client.patch(path, { name: 'Renamed' })],
  ['DELETE of a thing', (client, path) => client.delete(path)],
  ['PUT of the user', (client, _, path) => client.put(path, { name, email })],
  ['PATCH of the user', (client, _, path) => client.patch(path, { name })],
];

describe('While a change of the password is not committed', () => {
  it.each(WRITES)('401 to a %s that waits for it, and writes nothing', async (_, send) => {
    const { client, user } = await createMember(anyone);
    const { id, ...fields } = newThing();
    const paths = [`/things/${id}`, `/users/${user.id}`] as const;
    expect((await client.put(paths[0], fields)).status).toBe(201);
    const before = await Promise.all(paths.map((path) => client.get(path)));

    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query('BEGIN');
    const change = 'UPDATE users SET password_version = gen_random_uuid() WHERE id = $1';
    await session.query(change, [user.id]);
    const write = send(client, ...paths);
    await postgres.untilLockWait(observer);
    await session.query('COMMIT');

    const { status, body } = await write;
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
    await logIn(client, user.email, PASSWORD);
    const after = await Promise.all(paths.map((path) => client.get(path)));
    expect(after.map((response) => response.body)).toEqual(before.map((response) => response.body));
    expect((await client.get(NEW_PATH)).status).toBe(404);
  });
});
