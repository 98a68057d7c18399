import { ClassSerializerInterceptor, type INestApplication, ValidationPipe } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DocumentBuilder, type SwaggerCustomOptions, SwaggerModule } from '@nestjs/swagger';

/** Configures the application and listens, the same on both platforms. */
export async function bootstrap(
  app: INestApplication,
  swaggerOptions?: SwaggerCustomOptions,
): Promise<void> {
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      errorHttpStatusCode: 422,
    }),
  );
  app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));

  const config = new DocumentBuilder().setTitle('Items').setVersion('1.0').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), swaggerOptions);

  await app.listen(Number(process.env.PORT), '127.0.0.1');
  console.log(`Listening at ${await app.getUrl()}`);
}
