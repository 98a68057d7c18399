export { getDtoShape } from './dto-shape.js';
export { toFieldErrors } from './field-errors.js';
export {
  EMAIL_MAX_LENGTH,
  EMAIL_PATTERN,
  IsOptionalNotNull,
  isSlug,
  SLUG_MAX_LENGTH,
  SLUG_PATTERN,
  toInteger,
  toLowerCase,
} from './fields.js';
export { IsText, type RuleSchemas, TEXT_SCHEMA } from './is-text.js';
export {
  type HeaderCheck,
  ParametersGuard,
  type ParametersRequest,
  type RequestBoundQuery,
} from './parameters.guard.js';
export { BodyValidationPipe } from './validation.pipe.js';
