import { type DynamicModule, Global, Module } from '@nestjs/common';
import { OpenApiController } from './openapi.controller.js';
import { OpenApiDocument } from './openapi-document.js';

/** Serves the document at /openapi.json. */
@Global()
@Module({
  controllers: [OpenApiController],
  providers: [OpenApiDocument],
  exports: [OpenApiDocument],
})
export class OpenApiModule {
  /**
   * @param options `decorators` are those that /openapi.json needs in the application, such as the one that opens
   *   a handler to everyone
   */
  static forRoot({ decorators = [] }: { decorators?: ClassDecorator[] } = {}): DynamicModule {
    for (const decorate of decorators) decorate(OpenApiController);
    return { module: OpenApiModule };
  }
}
