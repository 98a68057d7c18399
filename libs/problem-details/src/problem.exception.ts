import { HttpException, type HttpStatus } from '@nestjs/common';

/** The status codes that a problem may have; Nest's enum lacks 431 (RFC 6585 §5). */
export type ProblemStatus = HttpStatus | 431;

/** A problem type (RFC 9457 §3.1): what does not vary from one occurrence to the next. */
export interface ProblemDefinition<Status extends ProblemStatus = ProblemStatus> {
  /** The slug in `"type": "/problems/<slug>"`; or `about:blank`, which says no more than the status. */
  readonly type: string;
  readonly status: Status;
  readonly title: string;
  /** A sentence for the page behind the type's URL and for the OpenAPI document. */
  readonly description: string;
  /** What a client does about it, for that page. */
  readonly solution: string;
  /** Headers of every response of this type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The errors of every response of this type. */
  readonly errors?: readonly InputError[];
}

/** One error in the input: what is wrong, and in which part of the request. */
export type InputError =
  /** A JSON pointer into the body, as a URI fragment (RFC 6901 §6): `#/price/amount`. */
  | { pointer: string; detail: string }
  /** The name of a path or query parameter. */
  | { parameter: string; detail: string }
  /** The name of a header. */
  | { header: string; detail: string };

/** The `detail` about a field or a parameter that does not exist. */
export const UNKNOWN_NAME = 'is not known here';

export interface ProblemOptions {
  errors?: readonly InputError[];
  /** Headers of this occurrence. */
  headers?: Readonly<Record<string, string>>;
  /** The cause in a word, for the request log only. */
  reason?: string;
  /** The request that had this problem first, where a response is repeated. */
  requestId?: string;
}

/** An exception that `ProblemFilter` sends as problem details. `detail` is shown to the client. */
export class ProblemException extends HttpException {
  readonly errors?: readonly InputError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly requestId?: string;

  constructor(
    readonly definition: ProblemDefinition,
    readonly detail: string,
    { errors = definition.errors, headers, reason, requestId }: ProblemOptions = {},
  ) {
    // A problem is an expected outcome: its stack has no use, and is expensive to record.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail, definition.status);
    Error.stackTraceLimit = stackTraceLimit;
    this.errors = errors;
    this.headers = { ...definition.headers, ...headers };
    this.reason = reason;
    this.requestId = requestId;
  }
}

/** A class made by `ProblemType`, or derived from one. */
export interface ProblemClass<Status extends ProblemStatus = ProblemStatus> {
  readonly definition: ProblemDefinition<Status>;
}

/** Every problem type of the service, by slug. Each declaration adds its own. */
export const PROBLEM_TYPES: ReadonlyMap<string, ProblemDefinition> = new Map();

/**
 * Declares a problem type: a class to extend, as with `PartialType`.
 *
 * ```ts
 * export class ItemNameTaken extends ProblemType({ type: 'name-taken', status: HttpStatus.CONFLICT, … }) {}
 * ```
 *
 * @throws Error when two declarations have one slug
 */
export function ProblemType<Status extends ProblemStatus>(
  definition: ProblemDefinition<Status>,
): ProblemClass<Status> & (new (detail?: string, options?: ProblemOptions) => ProblemException) {
  const { type, description } = definition;
  if (PROBLEM_TYPES.has(type)) throw new Error(`Two problem types have the slug "${type}".`);
  (PROBLEM_TYPES as Map<string, ProblemDefinition>).set(type, definition);

  return class extends ProblemException {
    static readonly definition = definition;

    constructor(detail = description, options?: ProblemOptions) {
      super(definition, detail, options);
    }
  };
}
