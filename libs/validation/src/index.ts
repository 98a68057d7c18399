export { EMAIL_MAX_LENGTH, EMAIL_PATTERN } from './email.js';
export { getDtoShape } from './dto-shape.js';
export { toFieldErrors } from './field-errors.js';
export { IsOptionalNotNull } from './is-optional-not-null.js';
export { IsText, TEXT_SCHEMA } from './is-text.js';
export {
  type HeaderCheck,
  ParametersGuard,
  type ParametersRequest,
  type RequestBoundQuery,
} from './parameters.guard.js';
export type { RuleSchemas } from './rule-schemas.js';
export { isSlug, SLUG_MAX_LENGTH, SLUG_PATTERN } from './slug.js';
export { toInteger } from './to-integer.js';
export { toLowerCase } from './to-lower-case.js';
export { BodyValidationPipe } from './validation.pipe.js';
