import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ThingController } from './thing.controller.js';
import { Thing } from './thing.entity.js';
import { ThingsController } from './things.controller.js';
import { ThingsService } from './things.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Thing])],
  controllers: [ThingsController, ThingController],
  providers: [ThingsService],
})
export class ThingsModule {}
