import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { bootstrap } from './bootstrap.js';

await bootstrap(await NestFactory.create<NestExpressApplication>(AppModule));
