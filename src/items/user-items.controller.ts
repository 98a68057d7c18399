import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TakesToken } from '../auth/caller.js';
import { ApiProblems } from '../http/api-problems.js';
import { PageQuery } from '../http/page.query.js';
import { ParametersGuard } from '../http/parameters.js';
import { UserParams } from '../users/dto/user.params.js';
import { UsersService } from '../users/users.service.js';
import { ItemListDto } from './dto/item-list.dto.js';
import { ItemsService } from './items.service.js';

@ApiTags('items')
@Controller('users/:id/items')
@UseGuards(ParametersGuard)
@ApiProblems('service-unavailable')
export class UserItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly users: UsersService,
  ) {}

  @ApiOperation({ summary: 'List the items of a user' })
  @Get()
  @TakesToken()
  @ApiOkResponse({ description: 'Items in the order of their ids.', type: ItemListDto })
  @ApiProblems('invalid-parameters', 'user-not-found')
  async findAll(@Param() { id }: UserParams, @Query() { limit }: PageQuery): Promise<ItemListDto> {
    const owner = await this.users.findOne(id);
    return ItemListDto.from(await this.items.findAll(limit, { ownerId: owner.id }));
  }
}
