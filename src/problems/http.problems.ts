import { HttpStatus } from '@nestjs/common';
import { type InputError, ProblemType } from './problem.exception.js';

/* The problems of HTTP itself. Those of a resource are declared in the module of the resource. */

export class MalformedRequest extends ProblemType({
  type: 'malformed-request',
  status: HttpStatus.BAD_REQUEST,
  title: 'Malformed request',
  description: 'The request is not valid HTTP.',
}) {}

export class MalformedBody extends ProblemType({
  type: 'malformed-body',
  status: HttpStatus.BAD_REQUEST,
  title: 'Malformed body',
  description: 'The body is missing, or is not JSON text in UTF-8.',
}) {}

export class InvalidParameters extends ProblemType({
  type: 'invalid-parameters',
  status: HttpStatus.BAD_REQUEST,
  title: 'Invalid parameters',
  description:
    'A path parameter, a query parameter or a conditional header is invalid. `errors` lists each one.',
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
}) {}

export class MethodNotAllowed extends ProblemType({
  type: 'method-not-allowed',
  status: HttpStatus.METHOD_NOT_ALLOWED,
  title: 'Method not allowed',
  description: 'This path does not support this method. `Allow` lists the methods it supports.',
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
}) {}

export class RequestTimeout extends ProblemType({
  type: 'request-timeout',
  status: HttpStatus.REQUEST_TIMEOUT,
  title: 'Request timeout',
  description: 'The request did not arrive completely within the time limit.',
}) {}

/** A foreign key still refers to what was to be deleted. */
export class StillReferenced extends ProblemType({
  type: 'still-referenced',
  status: HttpStatus.CONFLICT,
  title: 'Still referenced',
  description: 'Another resource still refers to this one, so it cannot be deleted.',
}) {}

export class PreconditionFailed extends ProblemType({
  type: 'precondition-failed',
  status: HttpStatus.PRECONDITION_FAILED,
  title: 'Precondition failed',
  description: 'The current version does not match `If-Match` or `If-None-Match`.',
}) {}

export class BodyTooLarge extends ProblemType({
  type: 'body-too-large',
  status: HttpStatus.PAYLOAD_TOO_LARGE,
  title: 'Body too large',
  description: 'The body is larger than the server accepts.',
}) {}

export class UriTooLong extends ProblemType({
  type: 'uri-too-long',
  status: HttpStatus.URI_TOO_LONG,
  title: 'URI too long',
  description: 'The URL is longer than the server accepts.',
}) {}

export class UnsupportedMediaType extends ProblemType({
  type: 'unsupported-media-type',
  status: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
  title: 'Unsupported media type',
  description: 'This operation does not support the media type, charset or coding of the body.',
}) {}

export class InvalidBody extends ProblemType({
  type: 'invalid-body',
  status: HttpStatus.UNPROCESSABLE_ENTITY,
  title: 'Invalid body',
  description: 'The body is JSON, but at least one field is invalid. `errors` lists each one.',
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
}) {}

export class HeadersTooLarge extends ProblemType({
  type: 'headers-too-large',
  status: 431,
  title: 'Headers too large',
  description: 'The headers are larger than the server accepts.',
}) {}

export class InternalError extends ProblemType({
  type: 'internal-error',
  status: HttpStatus.INTERNAL_SERVER_ERROR,
  title: 'Internal error',
  description: 'The server failed. Its log has the cause, under the `requestId`.',
}) {}

export class NotImplemented extends ProblemType({
  type: 'not-implemented',
  status: HttpStatus.NOT_IMPLEMENTED,
  title: 'Not implemented',
  description: 'The server does not know this method or this transfer coding.',
}) {}

export class ServiceUnavailable extends ProblemType({
  type: 'service-unavailable',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'Service unavailable',
  description:
    'The database is unavailable, or the service is shutting down. Retry after `Retry-After` seconds.',
  headers: { 'Retry-After': '1' },
}) {}
