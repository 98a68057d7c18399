import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../dist/src/app.module.js';
import { Config, toConfig } from '../dist/src/config/config.js';
import { ENV_VARIABLES } from '../dist/src/config/env-variable.decorator.js';
import { buildDocument } from '../dist/src/openapi.js';
import { fillRequests } from './common-requests.mjs';
import {
  envExample,
  fillMarkdown,
  handlersJson,
  listOperationIds,
  openapiJson,
  readControllers,
  readFiles,
} from './generated.mjs';

/* `npm run openapi`: writes what is generated from the code. A test fails when it is out of date. */

// Preview mode instantiates nothing, so it connects to no database.
const config = toConfig({});
const app = await NestFactory.create(AppModule.forRoot(config), new FastifyAdapter(), {
  preview: true,
  logger: ['error'],
});
const document = await buildDocument(app, config);

const files = {
  'openapi.json': openapiJson(document),
  '.env.example': envExample(ENV_VARIABLES, new Config()),
  'requests.http': fillRequests(await readFile('requests.http', 'utf8'), document),
};
for (const [path, text] of Object.entries(readFiles(/\.md$/)))
  files[path] = fillMarkdown(text, document);
if (existsSync('demo')) {
  const handlers = handlersJson(listOperationIds(document), await readControllers());
  files['demo/tour/public/handlers.json'] = handlers;
}
for (const [path, text] of Object.entries(files)) await writeFile(path, text);
