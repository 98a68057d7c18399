import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { ServiceUnavailable } from '../problems/http.problems.js';

/* What PostgreSQL's error codes mean here (PostgreSQL manual, Appendix A). */

/** By SQLSTATE, or by its class: the first two characters. Every other database error is a 500. */
export const PROBLEM_BY_SQLSTATE: Partial<Record<string, typeof ServiceUnavailable>> = {
  '08': ServiceUnavailable, // connection exception
  '28': ServiceUnavailable, // the credentials of the service are refused
  '3D': ServiceUnavailable, // the database does not exist
  '40': ServiceUnavailable, // deadlock or serialization failure, after a retry
  '53': ServiceUnavailable, // out of connections, memory or disk
  '57': ServiceUnavailable, // shutting down, starting up, statement timeout
  '25006': ServiceUnavailable, // a read-only server, such as a standby
};

export const UNIQUE_VIOLATION = '23505';
/** The second one is for ON DELETE RESTRICT, from PostgreSQL 18 on. */
export const FOREIGN_KEY_VIOLATIONS: readonly string[] = ['23503', '23001'];
export const READ_ONLY_TRANSACTION = '25006';

/** Another statement won: deadlock, serialization failure. Or the server of the connection only reads. */
export const RETRYABLE_SQLSTATES: readonly string[] = ['40P01', '40001', READ_ONLY_TRANSACTION];

/** The error as the driver threw it; TypeORM wraps it. */
export function toDriverError(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

/** The SQLSTATE of an error that PostgreSQL sent, or ''. */
export function toSqlState(error: unknown): string {
  const driverError = toDriverError(error);
  return (driverError instanceof pg.DatabaseError && driverError.code) || '';
}

/** The name of the constraint that a statement violated, or ''. */
export function toConstraint(error: unknown): string {
  const driverError = toDriverError(error);
  return (driverError instanceof pg.DatabaseError && driverError.constraint) || '';
}

/** pg gives these errors no code. */
const CONNECTION_MESSAGES =
  /^(?:timeout |Query read timeout|Connection terminated|Client (?:has encountered|was closed)|Cannot use a pool|Driver not Connected)/;

/** The connection failed, was lost, or did not respond in time. */
export function isConnectionError(error: unknown): boolean {
  const { code = '', message } = toDriverError(error) as NodeJS.ErrnoException;
  return /^E(?!RR_)|^ERR_(?:STREAM|SOCKET|TLS|SSL)/.test(code) || CONNECTION_MESSAGES.test(message);
}
