import type { ProblemException } from './problem.exception.js';

export interface ProblemDetailsOptions {
  /** Precedes each path that a client gets, because a proxy removes it: `/shop`; empty by default. */
  basePath?: string;
  /** Maps errors that are no `HttpException`, such as a driver's. Undefined leaves an error to the filter. */
  toProblem?: (error: unknown) => ProblemException | undefined;
  /**
   * Whether the log has the message of an unexpected error, which may quote values of a client, and a stack that
   * begins in code of the application. For development; false by default.
   */
  logsErrorMessages?: boolean;
}

/** The injection token of the options. */
export const PROBLEM_DETAILS_OPTIONS = Symbol('options of problem-details');
