import { Module } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { checkConditionalHeaders } from '#conditional-requests';
import { checkIdempotencyKey, IdempotencyModule } from '#idempotency';
import { OpenApiModule } from '#openapi';
import { FastLane, findUnavailability, openDataSource, toDataSourceOptions } from '#postgres';
import { ProblemDetailsModule, ServiceUnavailable } from '#problem-details';
import { PrometheusModule } from '#prometheus';
import { QueueModule } from '#queue';
import { ServesHtml, StrictHttpModule } from '#strict-http';
import { BodyValidationPipe, ParametersGuard } from '#validation';
import { databaseUrl } from './database-url.js';
import { Note } from './note.entity.js';
import { NoteCopies } from './note-copies.js';
import { NotesController } from './notes.controller.js';
import { NotesService } from './notes.service.js';

@Module({
  imports: [
    // cut: data-source
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        ...toDataSourceOptions({ databaseUrl }),
        autoLoadEntities: true,
        synchronize: true, // or migrations: [...]
      }),
      dataSourceFactory: openDataSource,
    }),
    // /cut
    TypeOrmModule.forFeature([Note]),
    OpenApiModule,
    StrictHttpModule,
    QueueModule.forRoot({ worker: true }),
    // cut: idempotency
    IdempotencyModule.forRoot({ secret: process.env.SECRET ?? 'for development' }),
    // /cut
    // cut: prometheus
    PrometheusModule.forRoot({ port: Number(process.env.METRICS_PORT ?? 0), host: '127.0.0.1' }),
    // /cut
    ProblemDetailsModule.forRoot({
      decorators: [ServesHtml()],
      toProblem: (error) => findUnavailability(error) && new ServiceUnavailable(),
    }),
  ],
  controllers: [NotesController],
  providers: [
    {
      provide: APP_GUARD,
      useValue: new ParametersGuard([checkConditionalHeaders, checkIdempotencyKey]),
    },
    { provide: APP_PIPE, useClass: BodyValidationPipe },
    FastLane,
    NotesService,
    NoteCopies,
  ],
})
export class AppModule {}
