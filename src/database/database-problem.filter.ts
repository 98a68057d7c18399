import { Catch, HttpException } from '@nestjs/common';
import { ServiceUnavailable } from '../problems/http.problems.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import type { ProblemException } from '../problems/problem.exception.js';
import { isConnectionError, PROBLEM_BY_SQLSTATE, toDriverError, toSqlState } from './sqlstate.js';

/** 503: the database is unreachable, or does not respond in time. */
export class DatabaseUnavailableException extends ServiceUnavailable {
  constructor(error: unknown) {
    const { code, message } = error as NodeJS.ErrnoException;
    super(undefined, { reason: code ?? message });
  }
}

/** Maps database errors to problems; `ProblemFilter` maps every other exception. */
@Catch()
export class DatabaseProblemFilter extends ProblemFilter {
  protected override toProblem(error: unknown): ProblemException {
    if (error instanceof HttpException) return super.toProblem(error);
    const sqlState = toSqlState(error);
    const Problem = PROBLEM_BY_SQLSTATE[sqlState] ?? PROBLEM_BY_SQLSTATE[sqlState.slice(0, 2)];
    if (Problem) return new Problem(undefined, { reason: sqlState });
    if (isConnectionError(error)) return new DatabaseUnavailableException(toDriverError(error));
    return super.toProblem(error);
  }
}
