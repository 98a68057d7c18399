import { toConstraint } from './sqlstate.js';

/** The exception to throw for each constraint, by the constraint's name. */
export type ExceptionByConstraint = Partial<Record<string, () => Error>>;

/**
 * Gives a violated constraint its meaning where the statement is sent: the same constraint may mean
 * different things to different operations.
 */
export async function translateConstraints<T>(
  exceptions: ExceptionByConstraint,
  statement: () => Promise<T>,
): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    throw exceptions[toConstraint(error)]?.() ?? error;
  }
}
