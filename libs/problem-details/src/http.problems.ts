import { HttpStatus } from '@nestjs/common';
import { type InputError, ProblemType } from './problem.exception.js';

/* The problems of HTTP itself. Those of a resource are declared in the module of the resource. */

/** `102,400` */
function toText(bytes: number): string {
  return bytes.toLocaleString('en');
}

export class MalformedRequest extends ProblemType({
  type: 'malformed-request',
  status: HttpStatus.BAD_REQUEST,
  title: 'Malformed request',
  description: 'The request is not valid HTTP.',
  solution:
    'Send valid HTTP: one `Host` header, no control characters in headers, valid percent-encoding in the path.',
}) {}

export class MalformedBody extends ProblemType({
  type: 'malformed-body',
  status: HttpStatus.BAD_REQUEST,
  title: 'Malformed body',
  description: 'The body is missing, or is not JSON text in UTF-8.',
  solution:
    'Send a body that is JSON text in UTF-8. A JSON parser shows where the text breaks off.',
}) {}

export class InvalidParameters extends ProblemType({
  type: 'invalid-parameters',
  status: HttpStatus.BAD_REQUEST,
  title: 'Invalid parameters',
  description:
    'A path parameter, a query parameter or a header is invalid. `errors` lists each one.',
  solution:
    'Correct each parameter or header that `errors` names, and remove those that the operation does not have.',
}) {
  constructor(errors: readonly InputError[]) {
    super('At least one parameter is invalid; see "errors".', { errors });
  }
}

export class RouteNotFound extends ProblemType({
  type: 'path-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'Path not found',
  description:
    'No route matches this path. Paths are case-sensitive, and a trailing slash matters.',
  solution:
    'Compare the path with those of the OpenAPI document: case and slashes must be the same.',
}) {}

export class MethodNotAllowed extends ProblemType({
  type: 'method-not-allowed',
  status: HttpStatus.METHOD_NOT_ALLOWED,
  title: 'Method not allowed',
  description: 'This path does not support this method. `Allow` lists the methods it supports.',
  solution: 'Use a method that `Allow` lists.',
}) {
  constructor(allowed: readonly string[]) {
    const Allow = allowed.join(', ');
    super(`This path supports ${Allow}.`, { headers: { Allow } });
  }
}

export class NotAcceptable extends ProblemType({
  type: 'not-acceptable',
  status: HttpStatus.NOT_ACCEPTABLE,
  title: 'Not acceptable',
  description: 'This operation responds with JSON, and `Accept` excludes it.',
  solution: 'Send `Accept: application/json`, or no `Accept`.',
}) {}

export class RequestTimeout extends ProblemType({
  type: 'request-timeout',
  status: HttpStatus.REQUEST_TIMEOUT,
  title: 'Request timeout',
  description: 'The request did not arrive completely within the time limit.',
  solution: 'Send the request again, without pauses.',
}) {}

/** A foreign key still refers to what was to be deleted. */
export class StillReferenced extends ProblemType({
  type: 'still-referenced',
  status: HttpStatus.CONFLICT,
  title: 'Still referenced',
  description: 'Another resource still refers to this one, so it cannot be deleted.',
  solution: 'Delete what refers to this resource first.',
}) {}

export class PreconditionFailed extends ProblemType({
  type: 'precondition-failed',
  status: HttpStatus.PRECONDITION_FAILED,
  title: 'Precondition failed',
  description: 'The current version does not match `If-Match` or `If-None-Match`.',
  solution: 'GET the current version, apply your change to it, and send its `ETag` in `If-Match`.',
}) {}

export class BodyTooLarge extends ProblemType({
  type: 'body-too-large',
  status: HttpStatus.PAYLOAD_TOO_LARGE,
  title: 'Body too large',
  description: 'The body is larger than the server accepts.',
  solution: 'Send a smaller body: `detail` says how large it may be.',
}) {
  /** @param maxBytes how large a body may be, if that is known */
  constructor(maxBytes?: number) {
    super(
      maxBytes === undefined ? undefined : `The body is larger than ${toText(maxBytes)} bytes.`,
    );
  }
}

export class UriTooLong extends ProblemType({
  type: 'uri-too-long',
  status: HttpStatus.URI_TOO_LONG,
  title: 'URI too long',
  description: 'The URL is longer than the server accepts.',
  solution: 'Send a shorter URL: `detail` says how long it may be.',
}) {
  /** @param maxBytes how long a path and a query may be together */
  constructor(maxBytes: number) {
    super(`The URL is longer than ${toText(maxBytes)} bytes.`);
  }
}

export class UnsupportedMediaType extends ProblemType({
  type: 'unsupported-media-type',
  status: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
  title: 'Unsupported media type',
  description: 'This operation does not support the media type, charset or coding of the body.',
  solution:
    'Send JSON in UTF-8, without a content coding, and name it in `Content-Type`. `Accept` or `Accept-Patch` lists the media types.',
}) {}

export class InvalidBody extends ProblemType({
  type: 'invalid-body',
  status: HttpStatus.UNPROCESSABLE_ENTITY,
  title: 'Invalid body',
  description: 'The body is JSON, but at least one field is invalid. `errors` lists each one.',
  solution: 'Correct each field that `errors` names; `pointer` says where it is.',
}) {
  constructor(errors: readonly InputError[]) {
    super('At least one field is invalid; see "errors".', { errors });
  }
}

export class PreconditionRequired extends ProblemType({
  type: 'precondition-required',
  status: HttpStatus.PRECONDITION_REQUIRED,
  title: 'Precondition required',
  description:
    'This operation requires `If-Match`, which prevents overwriting someone else’s change.',
  solution: 'GET the resource, and send its `ETag` in `If-Match`; `*` stands for any version.',
}) {
  constructor() {
    super(
      'GET the current version and send its ETag in If-Match. This prevents overwriting someone else’s change.',
    );
  }
}

export class TooManyRequests extends ProblemType({
  type: 'rate-limited',
  status: HttpStatus.TOO_MANY_REQUESTS,
  title: 'Too many requests',
  description: 'The client exceeded its rate limit. It may retry after `Retry-After` seconds.',
  solution: 'Wait as many seconds as `Retry-After` says, then send the request again.',
}) {}

export class HeadersTooLarge extends ProblemType({
  type: 'headers-too-large',
  status: 431,
  title: 'Headers too large',
  description: 'The headers are larger than the server accepts.',
  solution:
    'Send smaller headers: `detail` says how large they may be. Cookies are often the largest.',
}) {
  /** @param maxBytes how large the headers may be together */
  constructor(maxBytes: number) {
    super(`The headers are larger than ${toText(maxBytes)} bytes.`);
  }
}

export class InternalError extends ProblemType({
  type: 'internal-error',
  status: HttpStatus.INTERNAL_SERVER_ERROR,
  title: 'Internal error',
  description: 'The server failed. Its log has the cause, under the `requestId`.',
  solution:
    'Report the `requestId` to those who run the service. A retry of a GET, PUT or DELETE does no harm.',
}) {}

export class NotImplemented extends ProblemType({
  type: 'not-implemented',
  status: HttpStatus.NOT_IMPLEMENTED,
  title: 'Not implemented',
  description: 'The server does not know this method or this transfer coding.',
  solution: 'Send a method of the OpenAPI document, and no transfer coding but `chunked`.',
}) {}

export class ServiceUnavailable extends ProblemType({
  type: 'service-unavailable',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'Service unavailable',
  description:
    'The database is unavailable, or the service is shutting down. Retry after `Retry-After` seconds.',
  solution: 'Wait as many seconds as `Retry-After` says, then send the request again.',
}) {}
