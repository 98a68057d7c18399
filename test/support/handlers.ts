import {
  type DynamicModule,
  type ForwardReference,
  RequestMethod,
  type Type,
} from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { AppModule } from '../../src/app.module.js';
import { buildConfig } from './app.js';

type ModuleImport = Type | DynamicModule | ForwardReference | Promise<DynamicModule>;

export interface Handler {
  /** `ItemsController.findOne` */
  name: string;
  method: string;
  /** `/items/:id` */
  path: string;
  controller: Type;
  handler: object;
}

/** Every handler of the application, from the metadata of its modules and controllers. */
export function findHandlers(): Handler[] {
  return findControllers(AppModule.forRoot(buildConfig({}))).flatMap((controller) =>
    Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(
      ([name, { value }]) => {
        const handler = value as object;
        const method = getMetadata<RequestMethod>(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const parts = [controller, handler].map((target) => getMetadata(PATH_METADATA, target));
        return {
          name: `${controller.name}.${name}`,
          method: RequestMethod[method],
          path: `/${parts.join('/').split('/').filter(Boolean).join('/')}`,
          controller,
          handler,
        };
      },
    ),
  );
}

/** The controllers of a module and of all modules that it imports. */
function findControllers(root: DynamicModule): Type[] {
  const controllers = new Set<Type>();
  const visited = new Set<unknown>();
  const visit = (item: ModuleImport): void => {
    if (visited.has(item)) return;
    visited.add(item);
    if (item instanceof Promise) throw new Error('Modules that are promises are not supported.');
    if ('forwardRef' in item) return visit((item.forwardRef as () => ModuleImport)());
    if ('module' in item) {
      for (const controller of item.controllers ?? []) controllers.add(controller);
      for (const imported of item.imports ?? []) visit(imported as ModuleImport);
      return visit(item.module);
    }
    for (const controller of getMetadata<Type[]>(MODULE_METADATA.CONTROLLERS, item) ?? []) {
      controllers.add(controller);
    }
    for (const imported of getMetadata<ModuleImport[]>(MODULE_METADATA.IMPORTS, item) ?? []) {
      visit(imported);
    }
  };
  visit(root);
  return [...controllers];
}

export function getMetadata<T>(key: string, target: object): T | undefined {
  return Reflect.getMetadata(key, target) as T | undefined;
}
