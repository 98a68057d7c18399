import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { registerConditionalGet } from '#conditional-requests';
import { AppModule } from './app.module.js';
// cut: strict-http
import { createStrictAdapter } from '#strict-http';

const adapter = await createStrictAdapter();
export const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter);
// /cut
// cut: conditional-get
registerConditionalGet(adapter.fastify);
// /cut

const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').build();
SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
  jsonDocumentUrl: 'openapi.json',
  ui: false,
});
