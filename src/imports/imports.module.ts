import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QueueModule } from '#queue';
import { Config } from '../config/config.js';
import { ItemsModule } from '../items/items.module.js';
import { UsersModule } from '../users/users.module.js';
import { ImportController } from './import.controller.js';
import { Import, ImportLine } from './import.entity.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { ImportsWorker } from './imports.worker.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Import, ImportLine]),
    QueueModule.forRootAsync({
      inject: [Config],
      useFactory: ({ worker }: Config) => ({ worker }),
    }),
    ItemsModule,
    UsersModule,
  ],
  controllers: [ImportsController, ImportController],
  providers: [ImportsService, ImportsWorker],
})
export class ImportsModule {}
