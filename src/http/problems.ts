import { HttpStatus } from '@nestjs/common';

/**
 * Every kind of error this API sends: RFC 9457 problem types. The key is the slug in
 * `"type": "/problems/<slug>"`; `title` never varies for a type, and `explanation` is what
 * the page behind the type's URL and the OpenAPI document say.
 */
export const PROBLEMS = {
  'malformed-request': {
    status: HttpStatus.BAD_REQUEST,
    title: 'Malformed request',
    explanation: 'The request is not one that HTTP allows.',
  },
  'malformed-body': {
    status: HttpStatus.BAD_REQUEST,
    title: 'Malformed body',
    explanation: 'The body is missing, or is no JSON text in UTF-8.',
  },
  'invalid-parameters': {
    status: HttpStatus.BAD_REQUEST,
    title: 'Invalid parameters',
    explanation:
      'A parameter of the path or the query, or a conditional header, breaks its rule. `errors` lists every one.',
  },
  unauthenticated: {
    status: HttpStatus.UNAUTHORIZED,
    title: 'Unauthenticated',
    explanation: 'This operation needs a token. `POST /auth/login` gives one.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  'invalid-token': {
    status: HttpStatus.UNAUTHORIZED,
    title: 'Invalid token',
    explanation: 'The token is expired, was never issued here, or its user is gone. Log in again.',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  'wrong-credentials': {
    status: HttpStatus.UNAUTHORIZED,
    title: 'Wrong credentials',
    explanation: 'Nobody has this email and this password.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  forbidden: {
    status: HttpStatus.FORBIDDEN,
    title: 'Forbidden',
    explanation: 'Only the one whose it is, or an admin, may change this.',
  },
  'path-not-found': {
    status: HttpStatus.NOT_FOUND,
    title: 'Path not found',
    explanation: 'Nothing is served here. Paths are exact, to the case and the slash.',
  },
  'item-not-found': {
    status: HttpStatus.NOT_FOUND,
    title: 'Item not found',
    explanation: 'No item has this id.',
  },
  'user-not-found': {
    status: HttpStatus.NOT_FOUND,
    title: 'User not found',
    explanation: 'No user has this id.',
  },
  'method-not-allowed': {
    status: HttpStatus.METHOD_NOT_ALLOWED,
    title: 'Method not allowed',
    explanation: 'This path does not take this method. `Allow` lists those that it takes.',
  },
  'not-acceptable': {
    status: HttpStatus.NOT_ACCEPTABLE,
    title: 'Not acceptable',
    explanation: 'This operation answers in JSON, and `Accept` rules that out.',
  },
  'request-timeout': {
    status: HttpStatus.REQUEST_TIMEOUT,
    title: 'Request timeout',
    explanation: 'The request took longer to arrive than this server waits.',
  },
  'name-taken': {
    status: HttpStatus.CONFLICT,
    title: 'Name taken',
    explanation: 'Another item has this name, and names are unique to the letter.',
  },
  'email-taken': {
    status: HttpStatus.CONFLICT,
    title: 'Email taken',
    explanation: 'Another user has this email, and emails are unique whatever their case.',
  },
  'user-owns-items': {
    status: HttpStatus.CONFLICT,
    title: 'User owns items',
    explanation: 'A user can be deleted only when no item is theirs.',
  },
  'precondition-failed': {
    status: HttpStatus.PRECONDITION_FAILED,
    title: 'Precondition failed',
    explanation: 'The current version is not one that `If-Match` or `If-None-Match` asks for.',
  },
  'body-too-large': {
    status: HttpStatus.PAYLOAD_TOO_LARGE,
    title: 'Body too large',
    explanation: 'The body is larger than this server reads.',
  },
  'uri-too-long': {
    status: HttpStatus.URI_TOO_LONG,
    title: 'URI too long',
    explanation: 'The URL is longer than this server reads.',
  },
  'unsupported-media-type': {
    status: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
    title: 'Unsupported media type',
    explanation: 'The body is of a type, charset or coding that this operation does not read.',
  },
  'invalid-body': {
    status: HttpStatus.UNPROCESSABLE_ENTITY,
    title: 'Invalid body',
    explanation: 'The body was read, but a field breaks its rule. `errors` lists every one.',
  },
  'precondition-required': {
    status: HttpStatus.PRECONDITION_REQUIRED,
    title: 'Precondition required',
    explanation: 'This operation needs an `If-Match`, so that no change of anyone is lost.',
  },
  'rate-limited': {
    status: HttpStatus.TOO_MANY_REQUESTS,
    title: 'Too many requests',
    explanation: 'This client sends more than it may. It may go on after `Retry-After` seconds.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
    explanation: 'The headers are larger than this server reads.',
  },
  'internal-error': {
    status: HttpStatus.INTERNAL_SERVER_ERROR,
    title: 'Internal error',
    explanation: 'The fault is ours. The `requestId` leads to it in the log.',
  },
  'not-implemented': {
    status: HttpStatus.NOT_IMPLEMENTED,
    title: 'Not implemented',
    explanation: 'The method, or the transfer coding, is none that this server knows.',
  },
  'service-unavailable': {
    status: HttpStatus.SERVICE_UNAVAILABLE,
    title: 'Service unavailable',
    explanation:
      'The database does not answer just now, or the service is stopping. Try again after `Retry-After` seconds.',
    headers: { 'Retry-After': '1' },
  },
} as const satisfies Record<string, ProblemEntry>;

interface ProblemEntry {
  status: number;
  title: string;
  explanation: string;
  /** Headers of every response of the type. */
  headers?: Readonly<Record<string, string>>;
}

export type ProblemType = keyof typeof PROBLEMS;

/** One fault of the input: what is wrong (`detail`), and where, in exactly one other member. */
export type InputError =
  /** A JSON pointer into the body as a URI fragment (RFC 6901 §6): `#/price/amount`. */
  | { pointer: string; detail: string }
  /** The name of a path or query parameter. */
  | { parameter: string; detail: string }
  /** The name of a header. */
  | { header: string; detail: string };

/** The body of an error, as RFC 9457 §3 defines it, and two members of ours. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  /** About this occurrence; safe to show to the client. */
  detail: string;
  /** The request's path without its query, which may hold what is nobody else's business. */
  instance?: string;
  requestId: string;
  errors?: readonly InputError[];
}

/** Thrown anywhere below a handler; `ProblemFilter` turns it into the response. */
export class Problem extends Error {
  readonly errors?: readonly InputError[];
  /** Headers of the response: those of its type, and those of this occurrence. */
  readonly headers: Readonly<Record<string, string>>;
  /** What lies behind it, for the log alone. */
  readonly reason?: string;

  constructor(
    readonly type: ProblemType,
    readonly detail: string = PROBLEMS[type].explanation,
    { errors, headers, reason }: Partial<Pick<Problem, 'errors' | 'headers' | 'reason'>> = {},
  ) {
    // An answer, not a fault: where it was thrown is of no use, and costs more than all the rest.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${type}: ${detail}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.errors = errors;
    this.reason = reason;
    this.headers = { ...(PROBLEMS[type] as ProblemEntry).headers, ...headers };
  }

  get status(): number {
    return PROBLEMS[this.type].status;
  }
}

/** 422 for faults of the body. */
export class InvalidBody extends Problem {
  constructor(errors: readonly InputError[]) {
    super('invalid-body', 'The body breaks a rule; see "errors".', { errors });
  }
}

/** 400 for faults of the path, the query and the conditional headers. */
export class InvalidParameters extends Problem {
  constructor(errors: readonly InputError[]) {
    super('invalid-parameters', 'A parameter breaks a rule; see "errors".', { errors });
  }
}
