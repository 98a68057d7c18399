import { findUnavailability, isValueError } from './sqlstate.js';

/** What became of a row: undefined when it may not be written. */
export type UpsertResult<Entity> =
  { entity: Entity; created: boolean } | { error: unknown } | undefined;

/** How to send the rows of a batch. */
export interface BatchStatements<Row, Entity> {
  /** The ids that several rows have, and those of rows that compete for a unique value with others, or with rows that exist. */
  findCompeting: (rows: readonly Row[]) => Promise<ReadonlySet<string>>;
  /** Sends them in one statement, which fails as a whole. The result has the rows that were written. */
  upsertAll: (rows: readonly Row[]) => Promise<ReadonlyMap<string, UpsertResult<Entity>>>;
  upsertOne: (row: Row, kind: 'one' | 'rival') => Promise<UpsertResult<Entity>>;
  /** In a transaction, only the error of a value can be that of one row. Any other one ends the transaction. */
  isTransaction: boolean;
}

/**
 * Upserts rows with the results of one after the other. Those that do not compete do not depend on the
 * others, so one statement has them, and when it fails, each is sent by itself. Those that compete follow in order.
 *
 * @throws the error of the database when it can decide none of them, and in a transaction any that ends it
 */
export async function upsertInOrder<Row extends { id: string }, Entity>(
  rows: readonly Row[],
  { findCompeting, upsertAll, upsertOne, isTransaction }: BatchStatements<Row, Entity>,
): Promise<UpsertResult<Entity>[]> {
  const results = new Map<Row, UpsertResult<Entity>>();
  const send = async (row: Row, kind: 'one' | 'rival'): Promise<void> => {
    try {
      results.set(row, await upsertOne(row, kind));
    } catch (error) {
      if (isTransaction && !isValueError(error)) throw error;
      results.set(row, { error });
    }
  };

  const competing = await findCompeting(rows);
  const independent = rows.filter(({ id }) => !competing.has(id));
  try {
    const upserted =
      independent.length > 0 ? await upsertAll(independent) : new Map<string, never>();
    for (const row of independent) results.set(row, upserted.get(row.id));
  } catch (error) {
    if (isTransaction ? !isValueError(error) : findUnavailability(error)?.isGeneral) throw error;
    if (isTransaction) for (const row of independent) await send(row, 'one');
    // At once: a row that is locked delays no other one.
    else await Promise.all(independent.map((row) => send(row, 'one')));
  }

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
