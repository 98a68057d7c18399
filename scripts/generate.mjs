import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AppModule } from '../dist/app.module.js';
import { SETTINGS } from '../dist/config.js';
import { buildDocument } from '../dist/openapi.js';
import { envExample, openapiJson, readmeWithTable } from './generated.mjs';

/* `npm run openapi`: writes what is made from the code. The tests fail when it is out of date. */

// In preview mode nothing is instantiated, and so nothing connects to a database.
const options = { preview: true, logger: ['error'] };
const app = await NestFactory.create(
  AppModule.forRoot({ dataSource: new DataSource({ type: 'postgres' }) }, ''),
  new FastifyAdapter(),
  options,
);
const document = buildDocument(app);

await writeFile('openapi.json', openapiJson(document));
await writeFile('.env.example', envExample(SETTINGS));
await writeFile('README.md', readmeWithTable(await readFile('README.md', 'utf8'), document));
