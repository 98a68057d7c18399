import { findUnavailability, isValueError } from './sqlstate.js';

/** What became of a row: undefined when it may not be written. */
export type UpsertResult<Entity> =
  { entity: Entity; created: boolean } | { error: unknown } | undefined;

/** How to send the rows of a batch. */
export interface BatchStatements<Row, Entity> {
  /** Finds the ids of those that compete for a unique value, with each other or with rows that exist. */
  findRivals: (rows: readonly Row[]) => Promise<readonly string[]>;
  /**
   * Sends them in one statement, which fails as a whole, or writes nothing if there are rivals. The result has the
   * rows that were written.
   */
  upsertAll: (
    rows: readonly Row[],
    unlessRivals: boolean,
  ) => Promise<ReadonlyMap<string, UpsertResult<Entity>>>;
  upsertOne: (row: Row, kind: 'one' | 'rival') => Promise<UpsertResult<Entity>>;
  /** In a transaction, only the error of a value can be that of one row. Any other one ends the transaction. */
  isTransaction: boolean;
}

/**
 * Upserts rows with the results of one after the other. Those that compete for nothing do not depend
 * on the others, so one statement has them, and when it fails, each is sent by itself. Those that compete for a unique
 * value, or have one id, follow in order.
 *
 * @throws the error of the database when it can decide none of them, and in a transaction any that ends it
 */
export async function upsertInOrder<Row extends { id: string }, Entity>(
  rows: readonly Row[],
  { findRivals, upsertAll, upsertOne, isTransaction }: BatchStatements<Row, Entity>,
): Promise<UpsertResult<Entity>[]> {
  const results = new Map<Row, UpsertResult<Entity>>();
  const upsertTogether = async (
    some: readonly Row[],
    unlessRivals: boolean,
  ): Promise<ReadonlyMap<string, UpsertResult<Entity>> | undefined> => {
    try {
      return some.length > 0 ? await upsertAll(some, unlessRivals) : new Map();
    } catch (error) {
      if (isTransaction ? !isValueError(error) : findUnavailability(error)?.isGeneral) throw error;
      return undefined;
    }
  };
  const send = async (row: Row, kind: 'one' | 'rival'): Promise<void> => {
    try {
      results.set(row, await upsertOne(row, kind));
    } catch (error) {
      if (isTransaction && !isValueError(error)) throw error;
      results.set(row, { error });
    }
  };

  const repeatedIds = findRepeatedIds(rows);
  const all = repeatedIds.length === 0 ? await upsertTogether(rows, true) : undefined;
  if (all && all.size > 0) return rows.map(({ id }) => all.get(id));

  const competing = new Set([...repeatedIds, ...(await findRivals(rows))]);
  const independent = rows.filter(({ id }) => !competing.has(id));
  const upserted = await upsertTogether(independent, false);
  if (upserted) for (const row of independent) results.set(row, upserted.get(row.id));
  else if (isTransaction) for (const row of independent) await send(row, 'one');
  // At once: a row that is locked delays no other one.
  else await Promise.all(independent.map((row) => send(row, 'one')));

  let undecided: UpsertResult<Entity>;
  for (const row of rows.filter(({ id }) => competing.has(id))) {
    if (undecided) results.set(row, undecided);
    else await send(row, 'rival');
    const result = results.get(row);
    // The next ones would wait as long for nothing.
    if (result && 'error' in result && !isValueError(result.error)) undecided = result;
  }
  return rows.map((row) => results.get(row));
}

function findRepeatedIds(rows: readonly { id: string }[]): string[] {
  const ids = new Set<string>();
  return rows.map(({ id }) => id).filter((id) => ids.size === ids.add(id).size);
}
