import { createClient } from '../generated/hey-api/client/index.js';
import {
  authLogIn,
  importFindOne,
  importFindReport,
  importRemove,
  importsCreate,
} from '../generated/hey-api/sdk.gen.js';
import type { Outcome } from './outcome.js';

/* An import by a client that @hey-api/openapi-ts generated. */

const LINES = `{"id":"hey-api","name":"Of hey-api","price":{"amount":"1.00","currency":"EUR"}}
not JSON
`;

export async function useClient(
  baseUrl: string,
  email: string,
  password: string,
): Promise<Outcome> {
  const login = await authLogIn({ client: createClient({ baseUrl }), body: { email, password } });
  const token = login.data?.accessToken ?? '';
  const client = createClient({ baseUrl, auth: () => token });
  // It takes every type that ends with "json" for JSON.
  const accepted = await importsCreate({ client, body: LINES, bodySerializer: null });
  const path = { id: accepted.data?.id ?? '' };
  let found = await importFindOne({ client, path });
  while (found.data && found.data.state !== 'done') found = await importFindOne({ client, path });
  const report = await importFindReport({ client, path });
  await importRemove({ client, path });
  const gone = await importFindOne({ client, path });
  return {
    accepted: [accepted.response?.status ?? 0, accepted.data?.state],
    followed: {
      status: found.response?.status ?? 0,
      state: found.data?.state,
      isRedirected: found.response?.redirected ?? false,
    },
    results: (report.data?.results ?? []).map(({ status, problem }) => [status, problem?.type]),
    gone: gone.error?.type,
  };
}
