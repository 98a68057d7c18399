import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder } from '@nestjs/swagger';
import { registerConditionalGet } from '#conditional-requests';
import { createStrictAdapter } from '#strict-http';
import { AppModule } from './app.module.js';
// cut: openapi
import { createDocument, OpenApiDocument, setUpSwaggerUi } from '#openapi';
import { describeProblems, InternalError } from '#problem-details';

const adapter = await createStrictAdapter({ rateLimit: 600, htmlPaths: ['/docs'] });
registerConditionalGet(adapter.fastify);
const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter);
const config = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('Notes')
  .addGlobalResponse({ ...describeProblems([InternalError]), status: 500 })
  .build();
app.get(OpenApiDocument).build = () => createDocument(app, { config });
setUpSwaggerUi(app, { title: 'Notes', documentUrl: '/openapi.json' });
// /cut
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
