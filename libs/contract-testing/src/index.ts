export {
  ApiDocument,
  createExamples,
  type DocumentedOperation,
  forbidUnknownProperties,
  operations,
  sendExample,
  toPointer,
} from './api-document.js';
export {
  asJson,
  Client,
  type Exchange,
  type HttpResponse,
  JSON_TYPE,
  METHODS,
  type RequestOptions,
  STALE,
} from './client.js';
export { Contract, type ContractOptions } from './contract.js';
export { describeErrorPrecedence } from './describe-error-precedence.js';
export { isNoStoreStatus, type Rule } from './http-rules.js';
export { RawConnection, sendRaw } from './raw-connection.js';
