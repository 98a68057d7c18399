import { Catch } from '@nestjs/common';
import pg from 'pg';
import { ProblemFilter } from '../http/problem.filter.js';
import { Problem, type ProblemType } from '../http/problems.js';

/** What a client is told when its write breaks a constraint, by the constraint's name. */
export const PROBLEM_OF_CONSTRAINT: Partial<Record<string, ProblemType>> = {
  items_name_key: 'name-taken',
  items_owner_id_fkey: 'invalid-token', // its user is gone
  users_email_key: 'email-taken',
};

/** What it is told of other errors: by SQLSTATE, or by the class of the SQLSTATE. */
const PROBLEM_OF_CODE: Partial<Record<string, ProblemType>> = {
  '08': 'service-unavailable', // connection exception
  '28': 'service-unavailable', // our credentials are refused
  '3D': 'service-unavailable', // the database does not exist, or no longer
  '40': 'service-unavailable', // deadlock or serialization failure, also when tried again
  '53': 'service-unavailable', // out of connections, memory or disk
  '57': 'service-unavailable', // shutting down, starting up, statement over its time
  '25006': 'service-unavailable', // a standby, which only reads
};

/** There is no answer: the database can not be reached, hangs, or hung up. */
export class DatabaseAway extends Problem {
  constructor(error: unknown) {
    const { code, message } = error as NodeJS.ErrnoException;
    super('service-unavailable', undefined, { reason: code ?? message });
  }
}

/** The SQLSTATE of an error, whose first two characters are its class (PostgreSQL manual, Appendix A). */
export function sqlState(error: unknown): string {
  return (error instanceof pg.DatabaseError && error.code) || '';
}

/** Whether the database refused a statement because of the constraint of this name. */
export function breaks(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.constraint === constraint;
}

/** Maps the errors of the database to problems, and leaves the rest to `ProblemFilter`. */
@Catch()
export class DatabaseProblemFilter extends ProblemFilter {
  protected override toProblem(error: unknown): Problem {
    if (!(error instanceof pg.DatabaseError)) return super.toProblem(error);
    const { constraint = '', code = '' } = error;
    const type =
      PROBLEM_OF_CONSTRAINT[constraint] ??
      PROBLEM_OF_CODE[code] ??
      PROBLEM_OF_CODE[code.slice(0, 2)];
    return type ? new Problem(type, undefined, { reason: code }) : super.toProblem(error);
  }
}
