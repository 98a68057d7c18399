import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document.js';
import { DocsController } from './docs.controller.js';
import { ProblemsController } from './problems.controller.js';

@Module({
  controllers: [DocsController, ProblemsController],
  providers: [ApiDocument],
})
export class DocsModule {}
