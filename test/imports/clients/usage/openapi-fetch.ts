import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript.js';
import type { Outcome } from './outcome.js';

/* An import by openapi-fetch, with the types that openapi-typescript generated. */

const LINES = `{"id":"openapi-fetch","name":"Of openapi-fetch","price":{"amount":"1.00","currency":"EUR"}}
not JSON
`;

export async function useClient(
  baseUrl: string,
  email: string,
  password: string,
): Promise<Outcome> {
  const anonymous = createClient<paths>({ baseUrl });
  const login = await anonymous.POST('/auth/login', { body: { email, password } });
  const client = createClient<paths>({
    baseUrl,
    headers: { Authorization: `Bearer ${login.data?.accessToken}` },
  });
  const accepted = await client.POST('/imports', {
    body: LINES,
    bodySerializer: (body) => body,
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  const path = { id: accepted.data?.id ?? '' };
  const find = () => client.GET('/imports/{id}', { params: { path } });
  let found = await find();
  while (found.data && found.data.state !== 'done') found = await find();
  const report = await client.GET('/imports/{id}/report', { params: { path } });
  await client.DELETE('/imports/{id}', { params: { path } });
  const gone = await find();
  return {
    accepted: [accepted.response.status, accepted.data?.state],
    followed: {
      status: found.response.status,
      state: found.data?.state,
      isRedirected: found.response.redirected,
    },
    results: (report.data?.results ?? []).map(({ status, problem }) => [status, problem?.type]),
    gone: gone.error?.type,
  };
}
