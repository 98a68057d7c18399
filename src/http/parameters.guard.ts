import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { FastifyRequest } from 'fastify';
import { InvalidParameters } from '../problems/http.problems.js';
import { type InputError, UNKNOWN_NAME } from '../problems/problem.exception.js';
import { INVALID_CURSOR, isCursorOfList } from './cursor.js';
import { type DeclaredParameters, getDeclaredParameters } from './declared-parameters.js';
import { removeUnknownMembers, toFieldErrors } from './field-errors.js';
import { PageQuery } from './page.query.js';
import { findMalformedPreconditions } from './preconditions.js';
import './route-config.js';
import { validateDto } from './validate-dto.js';

/**
 * Validates path, query and conditional headers, so that one 400 names every error, and replaces
 * `request.params` and `request.query` by the DTOs that the handler declares.
 *
 * A guard and not a pipe, because Nest runs the pipes of all parameters concurrently and responds
 * with the first error: an invalid path and an invalid body would race, and the 400 must win.
 */
@Injectable()
export class ParametersGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.routeOptions.config.servesHtml) return true;
    const { params, query } = getDeclaredParameters(context);
    const errors = new ParameterErrors();
    addQueryStringErrors(request, errors);
    request.params = await toDto(request.params as object, params, errors);
    request.query = await toDto(request.query as object, query, errors);
    addCursorError(request, errors);
    const headers = findHeaderErrors(request);
    if (errors.size === 0 && headers.length === 0) return true;
    throw new InvalidParameters([
      ...Array.from(errors, ([name, detail]) => ({ parameter: name.toWellFormed(), detail })),
      ...headers,
    ]);
  }
}

function findHeaderErrors(request: FastifyRequest): InputError[] {
  const errors: InputError[] = findMalformedPreconditions(request).map((header) => ({
    header,
    detail: 'must be * or a list of entity tags',
  }));
  if (request.method !== 'PUT' || request.headers['content-range'] === undefined) return errors;
  // RFC 9110 §14.5
  return [
    ...errors,
    { header: 'Content-Range', detail: 'must be absent: a PUT replaces the whole' },
  ];
}

/** What is wrong, by the name of the parameter: one error for each. */
class ParameterErrors extends Map<string, string> {
  add(name: string, detail: string): void {
    if (!this.has(name)) this.set(name, detail);
  }
}

async function toDto(
  given: object,
  { type, names }: DeclaredParameters,
  errors: ParameterErrors,
): Promise<object> {
  const unknown = names ? removeUnknownMembers(given, names) : [];
  for (const name of unknown) errors.add(name, UNKNOWN_NAME);
  if (!type) return given;
  const dto = plainToInstance(type, given);
  const fieldErrors = toFieldErrors(await validateDto(dto));
  for (const { path, detail } of fieldErrors) errors.add(path[0], detail);
  return dto;
}

/** Fastify keeps a value that it cannot decode, and makes an array of a repeated parameter. */
function addQueryStringErrors({ url, query }: FastifyRequest, errors: ParameterErrors): void {
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

/** The class of the query cannot tell which list the request is for. */
function addCursorError(request: FastifyRequest, errors: ParameterErrors): void {
  const { query } = request;
  if (!(query instanceof PageQuery) || query.cursor === undefined) return;
  if (!isCursorOfList(query.cursor, request)) errors.add('cursor', INVALID_CURSOR);
}
