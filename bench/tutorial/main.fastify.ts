import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { bootstrap } from './bootstrap.js';

await bootstrap(
  await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter()),
  // Swagger's page needs @fastify/static here; the document itself does not.
  { ui: false },
);
