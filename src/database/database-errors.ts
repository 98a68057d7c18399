import { Catch } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { ProblemFilter } from '../http/problem.filter.js';
import { Problem, type ProblemType } from '../http/problems.js';

/** What a client is told when its write breaks a constraint, by the constraint's name. */
export const PROBLEM_OF_CONSTRAINT: Partial<Record<string, ProblemType>> = {
  items_name_key: 'name-taken',
  items_owner_id_fkey: 'invalid-token', // its user is gone
  users_email_key: 'email-taken',
};

/** What it is told of other errors: by SQLSTATE, by the class of the SQLSTATE, by Node's code. */
const PROBLEM_OF_CODE: Partial<Record<string, ProblemType>> = {
  '08': 'service-unavailable', // connection exception
  '28': 'service-unavailable', // our credentials are refused
  '3D': 'service-unavailable', // the database does not exist, or no longer
  '40': 'service-unavailable', // deadlock or serialization failure, also when tried again
  '53': 'service-unavailable', // out of connections, memory or disk
  '57': 'service-unavailable', // shutting down, starting up, statement cancelled
  ECONNREFUSED: 'service-unavailable',
  ECONNRESET: 'service-unavailable',
};

/** What pg says of an error: PostgreSQL's own fields, or Node's `code`. */
interface DatabaseError {
  /** A SQLSTATE, whose first two characters are its class (PostgreSQL manual, Appendix A). */
  code?: string;
  /** The name of the constraint that the statement broke. */
  constraint?: string;
}

export function databaseError(error: unknown): DatabaseError {
  return (error instanceof QueryFailedError ? error.driverError : error) as DatabaseError;
}

/** Whether the database refused a statement because of the constraint of this name. */
export function breaks(error: unknown, constraint: string): boolean {
  return databaseError(error).constraint === constraint;
}

/** Maps the errors of the database to problems, and leaves the rest to `ProblemFilter`. */
@Catch()
export class DatabaseProblemFilter extends ProblemFilter {
  protected override toProblem(error: unknown): Problem {
    const { code = '', constraint = '' } = databaseError(error);
    const type =
      PROBLEM_OF_CONSTRAINT[constraint] ??
      PROBLEM_OF_CODE[code] ??
      PROBLEM_OF_CODE[code.slice(0, 2)];
    return type ? new Problem(type) : super.toProblem(error);
  }
}
