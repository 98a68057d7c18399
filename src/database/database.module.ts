import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  DatabaseMonitor,
  FastLane,
  findUnavailability,
  isRetryable,
  openDataSource,
} from '#postgres';
import { type ProblemException, ServiceUnavailable } from '#problem-details';
import { Config } from '../config/config.js';
import { createDataSourceOptions } from './data-source-options.js';

/** Connects TypeORM; a module lists its entities with `TypeOrmModule.forFeature([…])`. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...createDataSourceOptions(config),
        autoLoadEntities: true,
        // Half a minute for a database that starts later than the service.
        retryAttempts: 10,
        retryDelay: 3_000,
        toRetry: isRetryable,
        verboseRetryLog: true,
      }),
      dataSourceFactory: openDataSource,
    }),
  ],
  providers: [
    DatabaseMonitor,
    {
      provide: FastLane,
      inject: [DataSource, Config],
      useFactory: (dataSource: DataSource, config: Config) => new FastLane(dataSource, config),
    },
  ],
  exports: [DatabaseMonitor, FastLane],
})
export class DatabaseModule {}

/** 503 for what a retry may mend. Every other error of the database is a 500. */
export function toDatabaseProblem(
  error: unknown,
  monitor: DatabaseMonitor,
): ProblemException | undefined {
  const unavailability = findUnavailability(error);
  if (!unavailability) return undefined;
  const { reason, isGeneral } = unavailability;
  if (isGeneral) monitor.reportUnavailable(reason);
  return new ServiceUnavailable(undefined, { reason });
}
