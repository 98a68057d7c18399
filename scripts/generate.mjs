import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../dist/src/app.module.js';
import { Config, toConfig } from '../dist/src/config/config.js';
import { listEnvVariables } from '../dist/src/config/env-variable.decorator.js';
import { buildDocument } from '../dist/src/openapi.js';
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
const config = toConfig({});
const app = await NestFactory.create(AppModule.forRoot(config), new FastifyAdapter(), {
  preview: true,
  logger: ['error'],
});
const document = await buildDocument(app, config);

await writeFile('openapi.json', openapiJson(document));
await writeFile('.env.example', envExample(listEnvVariables(Config)));
await writeFile('README.md', readmeWithTable(await readFile('README.md', 'utf8'), document));
if (existsSync('demo')) {
  const handlers = handlersJson(listOperationIds(document), await readControllers());
  await writeFile('demo/tour/public/handlers.json', handlers);
}
