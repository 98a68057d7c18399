import { createClient } from '../generated/hey-api/client/index.js';
import {
  authLogIn,
  itemBatchesUpsertMany,
  itemFindOne,
  itemsFindAll,
  itemsUpsertByBody,
  itemUpdate,
  itemUpsert,
} from '../generated/hey-api/sdk.gen.js';
import type { CreateItemDto, Problem } from '../generated/hey-api/types.gen.js';
import type { Outcome } from './outcome.js';

/* The API by a client that @hey-api/openapi-ts generated. */

const ITEM: CreateItemDto = {
  id: 'hey-api',
  name: 'Of hey-api',
  price: { amount: '1.00', currency: 'EUR' },
};

export async function useClient(
  baseUrl: string,
  email: string,
  password: string,
): Promise<Outcome> {
  const login = await authLogIn({ client: createClient({ baseUrl }), body: { email, password } });
  const token = login.data?.accessToken ?? '';
  const client = createClient({ baseUrl, auth: () => token });

  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await itemsFindAll({
      client,
      query: cursor ? { limit: 5, cursor } : { limit: 5 },
    });
    ids.push(...(data?.items.map(({ id }) => id) ?? []));
    cursor = data?.nextCursor ?? undefined;
  } while (cursor !== undefined);

  const upserts: Outcome['upserts'] = [];
  for (const body of [ITEM, ITEM]) {
    const { data, response } = await itemsUpsertByBody({ client, body });
    upserts.push([response?.status ?? 0, data?.status]);
  }

  const sent = await itemBatchesUpsertMany({
    client,
    body: { items: [ITEM, { ...ITEM, id: 'other' }] },
  });
  const batch = (sent.data?.results ?? []).map(
    ({ status, item, problem }): Outcome['batch'][number] => [status, item?.name ?? problem?.type],
  );

  const path = { id: ITEM.id };
  const found = await itemFindOne({ client, path });
  const etag = found.response?.headers.get('ETag') ?? '';
  const current = await itemFindOne({ client, path, headers: { 'If-None-Match': etag } });

  const stale = { 'If-Match': '"stale"' };
  const { id: _, ...body } = ITEM;
  const failures = [
    await itemUpsert({ client, path: { id: 'other' }, body }),
    await itemUpdate({ client, path, headers: stale, body: { name: 'Mine' } }),
    // @ts-expect-error If-Match is required.
    await itemUpdate({ client, path, body: { name: 'Mine' } }),
    await itemsUpsertByBody({ body: ITEM, client: createClient({ baseUrl }) }),
    // @ts-expect-error An amount is a string, and no such currency exists.
    await itemsUpsertByBody({ client, body: { ...ITEM, price: { amount: 1, currency: 'EURO' } } }),
  ];
  const problems = failures.map(({ error }) => error).filter((error): error is Problem => !!error);
  return {
    ids,
    upserts,
    batch: [[sent.response?.status ?? 0, undefined], ...batch],
    revalidated: current.response?.status ?? 0,
    problems: Object.fromEntries(problems.map(({ status, type }) => [status, type])),
    pointers: problems.flatMap(({ errors = [] }) => errors.map(({ pointer }) => pointer)),
  };
}
