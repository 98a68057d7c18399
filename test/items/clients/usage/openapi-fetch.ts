import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/openapi-typescript.js';
import type { Outcome } from './outcome.js';

/* The API by openapi-fetch, with the types that openapi-typescript generated. */

type Problem = components['schemas']['Problem'];

const ITEM: components['schemas']['CreateItemDto'] = {
  id: 'openapi-fetch',
  name: 'Of openapi-fetch',
  price: { amount: '1.00', currency: 'EUR' },
};

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

  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit: 5 } : { limit: 5, cursor };
    const { data } = await client.GET('/items', { params: { query } });
    ids.push(...(data?.items.map(({ id }) => id) ?? []));
    cursor = data?.nextCursor ?? undefined;
  } while (cursor !== undefined);

  const upserts: Outcome['upserts'] = [];
  for (const body of [ITEM, ITEM]) {
    const { data, response } = await client.POST('/items', { body });
    upserts.push([response.status, data?.status]);
  }

  const items = [ITEM, { ...ITEM, id: 'other' }];
  const sent = await client.POST('/item-batches', { body: { items } });
  const batch = (sent.data?.results ?? []).map(
    ({ status, item, problem }): Outcome['batch'][number] => [status, item?.name ?? problem?.type],
  );

  const path = { id: ITEM.id };
  const found = await client.GET('/items/{id}', { params: { path } });
  const header = { 'If-None-Match': found.response.headers.get('ETag') ?? '' };
  const current = await client.GET('/items/{id}', { params: { path, header } });

  const { id: _, ...body } = ITEM;
  const failures = [
    await client.PUT('/items/{id}', { params: { path: { id: 'other' } }, body }),
    await client.PATCH('/items/{id}', {
      params: { path, header: { 'If-Match': '"stale"' } },
      body: { name: 'Mine' },
    }),
    // @ts-expect-error If-Match is required.
    await client.PATCH('/items/{id}', { params: { path }, body: { name: 'Mine' } }),
    await anonymous.POST('/items', { body: ITEM }),
    // @ts-expect-error An amount is a string, and no such currency exists.
    await client.POST('/items', { body: { ...ITEM, price: { amount: 1, currency: 'EURO' } } }),
  ];
  const problems = failures.map(({ error }) => error).filter((error): error is Problem => !!error);
  return {
    ids,
    upserts,
    batch: [[sent.response.status, undefined], ...batch],
    revalidated: current.response.status,
    problems: Object.fromEntries(problems.map(({ status, type }) => [status, type])),
    pointers: problems.flatMap(({ errors = [] }) => errors.map(({ pointer }) => pointer)),
  };
}
