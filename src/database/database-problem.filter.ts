import { Catch, HttpException } from '@nestjs/common';
import { ServiceUnavailable } from '../problems/http.problems.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import type { ProblemException } from '../problems/problem.exception.js';
import { DatabaseMonitor } from './database-monitor.js';
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
  constructor(private readonly monitor: DatabaseMonitor) {
    super();
  }

  protected override toProblem(error: unknown): ProblemException {
    if (error instanceof HttpException) return super.toProblem(error);
    const sqlState = toSqlState(error);
    const Problem = PROBLEM_BY_SQLSTATE[sqlState] ?? PROBLEM_BY_SQLSTATE[sqlState.slice(0, 2)];
    if (Problem) return this.report(new Problem(undefined, { reason: sqlState }));
    if (isConnectionError(error)) {
      return this.report(new DatabaseUnavailableException(toDriverError(error)));
    }
    return super.toProblem(error);
  }

  /** A lost race or a slow statement says nothing about the database as a whole. */
  private report(problem: ServiceUnavailable): ServiceUnavailable {
    const { reason = '' } = problem;
    if (!/^40|^57014$/.test(reason)) this.monitor.reportUnavailable(reason);
    return problem;
  }
}
