import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../dist/app.module.js';
import { ENV_VARIABLES, loadConfig } from '../dist/config/config.js';
import { buildDocument } from '../dist/openapi/build-document.js';
import {
  envExample,
  handlersJson,
  listOperationIds,
  openapiJson,
  readControllers,
  readmeWithTable,
} from './generated.mjs';

/* `npm run openapi`: writes what is generated from the code. A test fails when it is out of date. */

// Preview mode instantiates nothing, so it connects to no database.
const app = await NestFactory.create(AppModule.forRoot(loadConfig({})), new FastifyAdapter(), {
  preview: true,
  logger: ['error'],
});
const document = buildDocument(app);

await writeFile('openapi.json', openapiJson(document));
await writeFile('.env.example', envExample(ENV_VARIABLES));
await writeFile('README.md', readmeWithTable(await readFile('README.md', 'utf8'), document));
await writeFile(
  'src/tour/public/handlers.json',
  handlersJson(listOperationIds(document), await readControllers()),
);
