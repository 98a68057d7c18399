export { ApiBodyProblems, ApiProblems, describeProblems } from './api-problems.decorator.js';
export * from './http.problems.js';
export { ProblemDetailsModule } from './problem-details.module.js';
export type { ProblemDetailsOptions } from './problem-details.options.js';
export { type ProblemLink, ProblemPages } from './problem-pages.js';
export { toInstancePath, toProblemResponse } from './problem-response.js';
export { ProblemDto } from './problem.dto.js';
export {
  type InputError,
  PROBLEM_TYPES,
  type ProblemClass,
  type ProblemDefinition,
  ProblemException,
  type ProblemOptions,
  ProblemType,
  UNKNOWN_NAME,
} from './problem.exception.js';
export { toProblemException } from './problem.filter.js';
export { toRequestId } from './request-id.js';
