import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/openapi-typescript.js';
import type { Outcome } from './outcome.js';

/* The API by openapi-fetch, with the types that openapi-typescript generated. */

type Problem = components['schemas']['Problem'];

export async function useClient(
  baseUrl: string,
  email: string,
  password: string,
): Promise<Outcome> {
  const client = createClient<paths>({ baseUrl });
  const login = await client.POST('/auth/login', { body: { email, password } });

  const found = await client.GET('/openapi.json');
  const header = { 'If-None-Match': found.response.headers.get('ETag') ?? '' };
  const current = await client.GET('/openapi.json', { params: { header } });

  const failures = [
    await client.POST('/auth/login', { body: { email, password: 'wrong' } }),
    // @ts-expect-error The password is required, and an email is a string.
    await client.POST('/auth/login', { body: { email: 1 } }),
  ];
  const problems = failures.map(({ error }) => error).filter((error): error is Problem => !!error);
  return {
    tokenType: login.data?.tokenType,
    revalidated: current.response.status,
    problems: Object.fromEntries(problems.map(({ status, type }) => [status, type])),
    pointers: problems.flatMap(({ errors = [] }) => errors.map(({ pointer }) => pointer)),
  };
}
