export { registerConditionalGet } from './conditional-get.js';
export {
  ApiConditionalGet,
  ETAG_HEADER,
  IfMatchRequired,
  RequestPreconditions,
} from './decorators.js';
export { type EntityTag, formatEtag, parseEntityTags } from './entity-tag.js';
export {
  checkConditionalHeaders,
  isIfMatchSatisfied,
  type Preconditions,
  readPreconditions,
  toPreconditionFailed,
} from './preconditions.js';
