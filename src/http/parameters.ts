import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { malformedConditions } from './conditions.js';
import { isOfList, NO_CURSOR } from './cursor.js';
import { InvalidParameters } from './problems.js';
import { type Fault, validate } from './validate.js';

const SOURCE = Symbol('where the parameters of a class come from');

/** Marks a class as the path parameters of a handler: `@Param() params: ItemParams`. */
export const FromPath = (): ClassDecorator => SetMetadata(SOURCE, 'params');

/** Marks a class as the query parameters of a handler: `@Query() query: FindItemsQuery`. */
export const FromQuery = (): ClassDecorator => SetMetadata(SOURCE, 'query');

/**
 * Checks path and query against the classes a handler takes, and conditional headers, all at once,
 * so that one 400 names every fault. A guard, because Nest runs the pipes of all arguments side by
 * side and answers with the first that fails: a bad path and a bad body would race, and 400 is to
 * win over 422.
 */
@Injectable()
export class ParametersGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const types = parameterTypes(context);
    const faults: Fault[] = malformed(request);
    const isRead = ({ path: [name] }: Fault): boolean =>
      !faults.some(({ path }) => path[0] === name);
    for (const source of ['params', 'query'] as const) {
      const checked = validate(types[source], request[source] as object);
      request[source] = checked.value;
      faults.push(...checked.faults.filter(isRead));
    }
    faults.push(...foreignCursor(request).filter(isRead));
    const headers = malformedConditions(request);
    if (faults.length === 0 && headers.length === 0) return true;
    throw new InvalidParameters([
      ...faults.map(({ path, detail }) => ({ parameter: path[0].toWellFormed(), detail })),
      ...headers.map((header) => ({ header, detail: 'must be * or a list of entity tags' })),
    ]);
  }
}

/** What no class can see: Fastify leaves what it can not decode as it came, and lists repetitions. */
function malformed({ url, query }: FastifyRequest): Fault[] {
  if (!url.includes('?')) return [];
  const pairs = url.split('?').slice(1).join('?').split('&');
  const undecodable = pairs
    .filter((pair) => !isDecodable(pair))
    .map((pair) => pair.split('=', 1)[0]);
  const repeated = Object.entries(query as object).filter(([, value]) => Array.isArray(value));
  return [
    ...undecodable.map((name) => ({ path: [name], detail: 'is not UTF-8, percent-encoded' })),
    ...repeated.map(([name]) => ({ path: [name], detail: 'must be given once' })),
  ];
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Nor can a class see which list a request is for. */
function foreignCursor(request: FastifyRequest): Fault[] {
  const { cursor } = request.query as { cursor?: unknown };
  if (typeof cursor !== 'string' || isOfList(cursor, request)) return [];
  return [{ path: ['cursor'], detail: NO_CURSOR }];
}

/** For a handler that takes no class of parameters, and so no parameter. */
class NoParameters {}

interface ParameterTypes {
  params: Type<object>;
  query: Type<object>;
}

const cache = new WeakMap<object, ParameterTypes>();

/** The classes of a handler's parameters, among its arguments as the compiler recorded them. */
function parameterTypes(context: ExecutionContext): ParameterTypes {
  const handler = context.getHandler();
  const known = cache.get(handler);
  if (known) return known;
  const prototype = context.getClass<object>().prototype as object;
  const types = (Reflect.getMetadata('design:paramtypes', prototype, handler.name) ??
    []) as Type<object>[];
  const from = (source: string): Type<object> =>
    types.find((type) => Reflect.getMetadata(SOURCE, type) === source) ?? NoParameters;
  const found = { params: from('params'), query: from('query') };
  cache.set(handler, found);
  return found;
}
