export { registerConditionalGet } from './conditional-get.js';
export {
  ApiConditionalGet,
  CreateOnlyPrecondition,
  ETAG_HEADER,
  IfMatchRequired,
  RequestPreconditions,
} from './decorators.js';
export { formatEtag } from './entity-tag.js';
export {
  assertPreconditions,
  checkConditionalHeaders,
  type Preconditions,
  toPreconditionFailed,
} from './preconditions.js';
