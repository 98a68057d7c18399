import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type InputError, InvalidParameters, UNKNOWN_NAME } from '#problem-details';
import { type DeclaredParameters, getDeclaredParameters } from './declared-parameters.js';
import { removeUnknownMembers, toFieldErrors, VALIDATOR_OPTIONS } from './field-errors.js';

/** What Fastify's and Express's requests have in common, and where a route of Fastify has its settings. */
export interface ParametersRequest {
  method: string;
  /** The path and query. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
  params: unknown;
  query: unknown;
  routeOptions?: { url?: string; config?: { servesHtml?: boolean } };
  route?: { path?: string };
}

/** Finds what is wrong with a header. */
export type HeaderCheck = (request: ParametersRequest, handler: object) => InputError[];

/** A DTO of a query whose validity depends on the rest of the request, such as a cursor on its list. */
export interface RequestBoundQuery {
  /** Takes what it needs of the request, and returns what is wrong. */
  bindTo(request: ParametersRequest): InputError[];
}

/**
 * Validates path, query and headers, so that one 400 names every error, and replaces `request.params` and
 * `request.query` by the DTOs that the handler declares.
 *
 * A guard and not a pipe, because Nest runs the pipes of all parameters concurrently and responds
 * with the first error: an invalid path and an invalid body would race, and the 400 must win. Register it
 * after the guard of tokens: a 401 takes precedence.
 */
@Injectable()
export class ParametersGuard implements CanActivate {
  /** @param headerChecks for headers of every request, such as conditional ones */
  constructor(private readonly headerChecks: readonly HeaderCheck[] = []) {}

  canActivate(context: ExecutionContext): boolean {
    // A global guard is also asked for the messages of a gateway.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<ParametersRequest>();
    // The page of a browser may have any query.
    if (request.routeOptions?.config?.servesHtml) return true;
    const { params, query } = getDeclaredParameters(context);
    const errors = new ErrorsByName();
    addQueryStringErrors(request, errors);
    replace(request, 'params', toDto(request.params as object, params, errors));
    replace(request, 'query', toDto(request.query as object, query, errors));
    for (const error of isRequestBound(request.query) ? request.query.bindTo(request) : []) {
      if ('parameter' in error) errors.add(error.parameter, error.detail);
    }
    const headers = this.headerChecks.flatMap((check) => check(request, context.getHandler()));
    if (errors.size === 0 && headers.length === 0) return true;
    throw new InvalidParameters([
      ...Array.from(errors, ([name, detail]) => ({ parameter: name.toWellFormed(), detail })),
      ...headers,
    ]);
  }
}

/** What is wrong, by the name of the parameter: the first error of each. */
class ErrorsByName extends Map<string, string> {
  add(name: string, detail: string): void {
    if (!this.has(name)) this.set(name, detail);
  }
}

function isRequestBound(query: unknown): query is RequestBoundQuery {
  return typeof (query as Partial<RequestBoundQuery>).bindTo === 'function';
}

/** Express has a getter for the query. */
function replace(request: ParametersRequest, name: 'params' | 'query', value: object): void {
  if (!Reflect.set(request, name, value)) Object.defineProperty(request, name, { value });
}

function toDto(given: object, { type, names }: DeclaredParameters, errors: ErrorsByName): object {
  const unknown = names ? removeUnknownMembers(given, names) : [];
  for (const name of unknown) errors.add(name, UNKNOWN_NAME);
  if (!type) return given;
  const dto = plainToInstance(type, given);
  const fieldErrors = toFieldErrors(validateSync(dto, VALIDATOR_OPTIONS));
  for (const { path, detail } of fieldErrors) errors.add(path[0], detail);
  return dto;
}

/** A framework keeps a value that it cannot decode, and makes an array of a repeated parameter. */
function addQueryStringErrors({ url, query }: ParametersRequest, errors: ErrorsByName): void {
  const start = url.indexOf('?');
  if (start === -1) return;
  for (const pair of url.slice(start + 1).split('&')) {
    if (!isDecodable(pair)) errors.add(pair.split('=', 1)[0], 'is not percent-encoded UTF-8');
  }
  for (const [name, value] of Object.entries(query as object)) {
    if (Array.isArray(value)) errors.add(name, 'must be given once');
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
