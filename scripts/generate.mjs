import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../dist/src/app.module.js';
import { Config, toConfig } from '../dist/src/config/config.js';
import { ENV_VARIABLES } from '../dist/src/config/env-variable.decorator.js';
import { buildDocument } from '../dist/src/openapi.js';
import { fillRequests } from './common-requests.mjs';
import { envExample, fillMarkdown, openapiJson, readFiles } from './generated.mjs';

/* `npm run openapi`: writes what is generated from the code. A test fails when it is out of date. */

const config = toConfig({});

/** Preview mode instantiates nothing, so it connects to no database. */
async function build(modules) {
  const app = await NestFactory.create(AppModule.forRoot(config, modules), new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
  });
  return buildDocument(app, config);
}

const document = await build([]);

const files = {
  'openapi.json': openapiJson(document),
  '.env.example': envExample(ENV_VARIABLES, new Config()),
  'requests.http': fillRequests(await readFile('requests.http', 'utf8'), document),
};
for (const [path, text] of Object.entries(readFiles(/\.md$/)))
  files[path] = fillMarkdown(text, document);
for (const [path, text] of Object.entries(files)) await writeFile(path, text);
if (existsSync('demo')) {
  const { writeDemoFiles } = await import('./generate-demo.mjs');
  await writeDemoFiles(document, build);
}
