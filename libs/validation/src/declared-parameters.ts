import type { ExecutionContext, Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { getDtoShape } from './dto-shape.js';

/*
 * How Nest 12 records `@Param()` and `@Query()`, which it exports to its own packages only. A test compares
 * this with what the decorators record.
 */
export const ROUTE_ARGUMENTS = '__routeArguments__';
export const QUERY = 4;
export const PARAM = 5;

/** Where TypeScript records the types of a method's arguments. */
const ARGUMENT_TYPES = 'design:paramtypes';

/** The parameters that a handler declares, of its path or of its query. */
export interface DeclaredParameters {
  /** The class in `@Query() query: FindItemsQuery`. */
  type?: Type<object>;
  /** The names that a request may send: undefined if any. */
  names?: ReadonlySet<string>;
}

interface HandlerParameters {
  params: DeclaredParameters;
  query: DeclaredParameters;
}

/** One decorated argument; `name` is that in `@Query('name')`. */
interface RouteArgument {
  name?: unknown;
  type?: Type<object>;
}

/** The types of arguments that have no rules. */
export const PLAIN_TYPES: readonly unknown[] = [
  String,
  Number,
  Boolean,
  Array,
  Object,
  Buffer,
  Date,
];

const cache = new WeakMap<object, HandlerParameters>();

/** What `@Param()` and `@Query()` say about a handler, read from Nest's own metadata. */
export function getDeclaredParameters(context: ExecutionContext): HandlerParameters {
  const handler = context.getHandler();
  const cached = cache.get(handler);
  if (cached) return cached;
  const { path, query } = readRouteArguments(context.getClass(), handler);
  const declared = {
    // The route names the parameters of a path, so none is unknown.
    params: { ...toDeclaredParameters(path), names: undefined },
    query: toDeclaredParameters(query),
  };
  cache.set(handler, declared);
  return declared;
}

function readRouteArguments(
  controller: Type<object>,
  handler: object & { name: string },
): Record<'path' | 'query', RouteArgument[]> {
  const prototype = controller.prototype as Record<string, unknown>;
  // Not `handler.name`: a decorator may have put a function of another name in its place.
  const method =
    new MetadataScanner()
      .getAllMethodNames(prototype)
      .find((name) => prototype[name] === handler) ?? handler.name;
  const types = (Reflect.getMetadata(ARGUMENT_TYPES, prototype, method) ?? []) as Type<object>[];
  const args = Object.entries(
    (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as object,
  ) as [key: string, argument: { index: number; data?: unknown }][];
  const ofSource = (source: number): RouteArgument[] =>
    args
      .filter(([key]) => key.split(':', 1)[0] === String(source))
      .map(([, { index, data }]) => ({ name: data, type: types[index] }));
  return { path: ofSource(PARAM), query: ofSource(QUERY) };
}

function toDeclaredParameters(args: readonly RouteArgument[]): DeclaredParameters {
  const names = args.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  const [whole, ...more] = args.filter(({ name }) => typeof name !== 'string');
  if (more.length > 0) throw new Error('Combine the classes of @Query() or @Param() into one.');
  if (!whole) return { names: new Set(names) };
  if (!whole.type || PLAIN_TYPES.includes(whole.type)) return {};
  return { type: whole.type, names: new Set([...names, ...getDtoShape(whole.type).names]) };
}
