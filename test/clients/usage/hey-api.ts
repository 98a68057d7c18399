import { createClient } from '../generated/hey-api/client/index.js';
import { authLogIn, openApiFindOne } from '../generated/hey-api/sdk.gen.js';
import type { Problem } from '../generated/hey-api/types.gen.js';
import type { Outcome } from './outcome.js';

/* The API by a client that @hey-api/openapi-ts generated. */

export async function useClient(
  baseUrl: string,
  email: string,
  password: string,
): Promise<Outcome> {
  const client = createClient({ baseUrl });
  const login = await authLogIn({ client, body: { email, password } });

  const found = await openApiFindOne({ client });
  const etag = found.response?.headers.get('ETag') ?? '';
  const current = await openApiFindOne({ client, headers: { 'If-None-Match': etag } });

  const failures = [
    await authLogIn({ client, body: { email, password: 'wrong' } }),
    // @ts-expect-error The password is required, and an email is a string.
    await authLogIn({ client, body: { email: 1 } }),
  ];
  const problems = failures.map(({ error }) => error).filter((error): error is Problem => !!error);
  return {
    tokenType: login.data?.tokenType,
    revalidated: current.response?.status ?? 0,
    problems: Object.fromEntries(problems.map(({ status, type }) => [status, type])),
    pointers: problems.flatMap(({ errors = [] }) => errors.map(({ pointer }) => pointer)),
  };
}
