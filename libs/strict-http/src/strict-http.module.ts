import { Module, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DECORATORS } from '@nestjs/swagger';
import { JSON_TYPES } from './consumed-types.js';

/** How Nest 12 records the arguments of a handler: here `@Body()` and `@RawBody()`. */
const ROUTE_ARGUMENTS = '__routeArguments__';
const BODY_ARGUMENT = /^(?:3|12):/;

const ROUTE_CONFIG = RouteConfig({}).KEY;

/**
 * Tells the adapter what body each handler takes, before Nest registers the routes: what `@ApiConsumes()` says,
 * JSON where it has a `@Body()` alone, and otherwise none.
 */
@Module({ imports: [DiscoveryModule] })
export class StrictHttpModule {
  constructor(discovery: DiscoveryService, scanner: MetadataScanner) {
    for (const { metatype } of discovery.getControllers()) {
      const controller = metatype as Type<Record<string, object>>;
      const prototype = controller.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        const config = Reflect.getMetadata(ROUTE_CONFIG, handler) as object | undefined;
        const consumes = readConsumedTypes(controller, name, handler);
        Reflect.defineMetadata(ROUTE_CONFIG, { ...config, consumes }, handler);
      }
    }
  }
}

function readConsumedTypes(controller: Type, name: string, handler: object): readonly string[] {
  // A copy: swagger merges the lists of a class and of its methods in place.
  const read = (target: object): readonly string[] | undefined =>
    (Reflect.getMetadata(DECORATORS.API_CONSUMES, target) as string[] | undefined)?.slice();
  const args = Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) as object | undefined;
  const takesBody = Object.keys(args ?? {}).some((key) => BODY_ARGUMENT.test(key));
  return read(handler) ?? (takesBody ? (read(controller) ?? JSON_TYPES) : []);
}
