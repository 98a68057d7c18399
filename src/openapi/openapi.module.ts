import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { OpenApiController } from './openapi.controller.js';
import { OpenApiDocument } from './openapi-document.js';
import { ProblemTypesController } from './problem-types.controller.js';

@Module({
  controllers: [OpenApiController, DocsController, ProblemTypesController],
  providers: [OpenApiDocument],
})
export class OpenApiModule {}
