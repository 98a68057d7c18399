import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { ItemBatchesController } from './item-batches.controller.js';
import { ItemController } from './item.controller.js';
import { Item } from './item.entity.js';
import { ItemsController } from './items.controller.js';
import { ItemsService } from './items.service.js';
import { UserItemsController } from './user-items.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Item]), UsersModule],
  controllers: [ItemsController, ItemController, ItemBatchesController, UserItemsController],
  providers: [ItemsService],
  exports: [ItemsService],
})
export class ItemsModule {}
