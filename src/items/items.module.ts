import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ItemsController } from './items.controller.js';
import { ItemsService } from './items.service.js';
import { UserItemsController } from './user-items.controller.js';

@Module({
  imports: [UsersModule],
  controllers: [ItemsController, UserItemsController],
  providers: [ItemsService],
})
export class ItemsModule {}
