import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { createDataSource } from './database/data-source.js';
import { Database } from './database/database.js';
import { ApiDocument } from './docs/api-document.js';
import { createAdapter } from './http/adapter.js';
import { answerTheRest, collectMethods } from './http/methods.js';
import { secure } from './http/security.js';

/** The whole application, ready to listen: what `main.ts` starts and what the tests test. */
export async function createApp(
  config: Omit<Config, 'port' | 'host'>,
  logger: LoggerService | false,
): Promise<NestFastifyApplication> {
  const database = new Database(await createDataSource(config, logger), config);
  const adapter = await createAdapter(config, logger);
  const fastify = adapter.getInstance<FastifyInstance>();
  const methods = collectMethods(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(database, config.tokenSecret),
    adapter,
    {
      // Bodies are read by the adapter. An error while starting is for the caller to report.
      bodyParser: false,
      abortOnError: false,
      logger: logger && ['warn', 'error', 'fatal'],
    },
  );
  secure(app, config);
  app.get(ApiDocument).describe(app);
  await app.init();
  answerTheRest(fastify, methods);
  app.useLogger(logger);
  return app;
}
