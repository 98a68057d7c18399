export {
  ApiBodyProblems,
  ApiProblems,
  describeProblems,
  RETRY_AFTER_HEADER,
} from './api-problems.decorator.js';
export * from './http.problems.js';
export { negotiateMediaType } from './negotiate-media-type.js';
export { ProblemDetailsModule } from './problem-details.module.js';
export { ProblemPages } from './problem-pages.js';
export { htmlOrJson, negotiateHtml } from './problem-types.controller.js';
export {
  toEntryProblem,
  toInstancePath,
  toProblemResponse,
  toRequestId,
} from './problem-response.js';
export { EntryProblemDto, ProblemDto } from './problem.dto.js';
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
export { type ProblemDetailsOptions, toProblemException } from './problem.filter.js';
