import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { Config } from '../config/config.js';
import { createDataSourceOptions } from './data-source-options.js';
import { DatabaseMonitor } from './database-monitor.js';
import { isRetryable, openDataSource } from './open-data-source.js';

/** Connects TypeORM; a module lists its entities with `TypeOrmModule.forFeature([…])`. */
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
      dataSourceFactory: (options) => openDataSource(options as PostgresDataSourceOptions),
    }),
  ],
  providers: [DatabaseMonitor],
  exports: [DatabaseMonitor],
})
export class DatabaseModule {}
