import type { LoggerService, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { registerConditionalGet } from '#conditional-requests';
import { createStartupLogger, createStrictAdapter } from '#strict-http';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { setUpDocumentation } from './openapi.js';

/**
 * Creates the whole application, ready to listen; `main.ts` and the tests start it.
 *
 * @param options further modules, such as those of the demo
 */
export async function createApp(
  config: Config,
  logger: LoggerService | false,
  { imports = [] }: Pick<ModuleMetadata, 'imports'> = {},
): Promise<NestFastifyApplication> {
  const adapter = await createStrictAdapter(
    { ...config, basePath: config.basePath, htmlPaths: ['/docs'] },
    logger,
  );
  registerConditionalGet(adapter.fastify, config.basePath);
  const metrics = config.metricsPort
    ? [(await import('./metrics.js')).createMetricsModule(config)]
    : [];
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, [...imports, ...metrics]),
    adapter,
    {
      abortOnError: false,
      logger: logger && createStartupLogger(logger),
    },
  );
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      // On http://localhost, Safari would request the scripts of /docs over https and fail.
      directives: { upgradeInsecureRequests: null },
    },
  });
  setUpDocumentation(app, config);
  await app.init();
  app.useLogger(logger);
  return app;
}
