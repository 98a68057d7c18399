import pg from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';

/* What PostgreSQL's error codes mean here (PostgreSQL manual, Appendix A). */

/** By SQLSTATE, or by its class, the first two characters: a retry may succeed, now or later. */
const UNAVAILABLE: readonly string[] = [
  '08', // connection exception
  '28', // the credentials of the service are refused
  '3D', // the database does not exist
  '40', // deadlock or serialization failure, after retries
  '53', // out of connections, memory or disk
  '55P03', // a lock was not available in time
  '25P03', // the connection was idle in a transaction for too long, and is closed
  '25P04', // the transaction took too long, and the connection is closed
  '57', // shutting down, starting up, statement timeout
  '58', // an error of the system, such as of a disk
  '25006', // a read-only server, such as a standby
];

/** These say nothing about the database as a whole: a lost race, or a slow statement. */
const OF_ONE_STATEMENT = /^40|^55P03$|^57014$|^25P0[34]$/;

/** The second one is for ON DELETE RESTRICT, from PostgreSQL 18 on. */
const FOREIGN_KEY_VIOLATIONS: readonly string[] = ['23503', '23001'];

export const READ_ONLY_TRANSACTION = '25006';
export const UNIQUE_VIOLATION = '23505';

/** Why the database could not do its work now. */
export interface Unavailability {
  /** An SQLSTATE or a code of the system; undefined when there was no response. */
  reason: string | undefined;
  /** Whether the whole database is unavailable, and not only for one statement. */
  isGeneral: boolean;
}

/** Tells an error of a database that is unavailable from every other error. */
export function findUnavailability(error: unknown): Unavailability | undefined {
  const state = toSqlState(error);
  if (UNAVAILABLE.includes(state) || UNAVAILABLE.includes(state.slice(0, 2))) {
    return { reason: state, isGeneral: !OF_ONE_STATEMENT.test(state) };
  }
  if (!isConnectionError(error)) return undefined;
  const { code, message } = toDriverError(error) as NodeJS.ErrnoException;
  return { reason: code ?? message, isGeneral: !wasLostInTransaction(error) };
}

/** The error as the driver threw it; TypeORM wraps it. */
function toDriverError(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

/** The SQLSTATE of an error that PostgreSQL sent, or ''. */
export function toSqlState(error: unknown): string {
  const driverError = toDriverError(error);
  return (driverError instanceof pg.DatabaseError && driverError.code) || '';
}

/** The name of the constraint that a statement violated, or ''. */
function toConstraint(error: unknown): string {
  const driverError = toDriverError(error);
  return (driverError instanceof pg.DatabaseError && driverError.constraint) || '';
}

/** Whether a row still refers to one that was to be deleted, or would refer to one that does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return FOREIGN_KEY_VIOLATIONS.includes(toSqlState(error));
}

/** Whether a statement failed for a value that it has (classes 22 and 23), so that another one may succeed. */
export function isValueError(error: unknown): boolean {
  return /^2[23]/.test(toSqlState(error));
}

/** The exception to throw for each constraint, by the constraint's name. */
export type ExceptionByConstraint = Readonly<Partial<Record<string, () => Error>>>;

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
    throw translateConstraint(exceptions, error);
  }
}

/** The exception for the constraint that a statement violated, or the error itself. */
export function translateConstraint(exceptions: ExceptionByConstraint, error: unknown): unknown {
  return exceptions[toConstraint(error)]?.() ?? error;
}

/** pg gives these errors no code. */
const CONNECTION_MESSAGES =
  /^(?:timeout |Query read timeout|Connection terminated|Client (?:has encountered|was closed)|Cannot use a pool|Driver not Connected)/;

/** The connection failed, was lost, or did not respond in time. */
export function isConnectionError(error: unknown): boolean {
  if (wasLostInTransaction(error)) return true;
  const { code = '', message } = toDriverError(error) as NodeJS.ErrnoException;
  return /^E(?!RR_)|^ERR_(?:STREAM|SOCKET|TLS|SSL)/.test(code) || CONNECTION_MESSAGES.test(message);
}

/** TypeORM throws these in a transaction whose connection was lost between two statements. */
function wasLostInTransaction(error: unknown): boolean {
  return (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  );
}
