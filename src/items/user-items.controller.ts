import { Controller, Get, Param, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TakesToken } from '../auth/caller.js';
import { ApiProblems } from '../http/api-problems.js';
import { NEXT_LINK } from '../http/headers.js';
import { pageOf } from '../http/page.js';
import { PageQuery } from '../http/page.query.js';
import { ParametersGuard } from '../http/parameters.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../http/swagger.js';
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
  @ApiOkResponse({
    description: 'Items in the order of their ids.',
    type: ItemListDto,
    headers: NEXT_LINK,
  })
  @ApiProblems('invalid-parameters', 'user-not-found')
  async findAll(
    @Param() { id }: UserParams,
    @Query() { limit, after }: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemListDto> {
    const owner = await this.users.findOne(id);
    const items = await this.items.findAll(limit + 1, after, { ownerId: owner.id });
    return ItemListDto.from(pageOf(items, limit, reply));
  }
}
