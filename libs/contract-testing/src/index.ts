export { ApiDocument } from './api-document.js';
export {
  asJson,
  Client,
  type Exchange,
  type HttpResponse,
  METHODS,
  type RequestOptions,
} from './client.js';
export { Contract, type ContractOptions } from './contract.js';
export {
  describePreconditions,
  JSON_TYPE,
  STALE,
  type Versioned,
} from './describe-preconditions.js';
export { isNoStoreStatus, type Rule } from './http-rules.js';
export { createExamples, type DocumentedOperation, operations, sendExample } from './operations.js';
export { RawConnection, sendRaw } from './raw-connection.js';
export { forbidUnknownProperties, toPointer } from './schema.js';
