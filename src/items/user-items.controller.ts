import { Controller, Get, HttpCode, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { NEXT_LINK_HEADER, PageQuery, setNextLink } from '#pagination';
import { ApiProblems, ServiceUnavailable } from '#problem-details';
import { UserParams } from '../users/dto/user.params.js';
import { UserNotFound } from '../users/users.problems.js';
import { UsersService } from '../users/users.service.js';
import { ItemListDto } from './dto/item.dto.js';
import { ItemsService } from './items.service.js';

@ApiTags('items')
@Controller('users/:id/items')
export class UserItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly users: UsersService,
  ) {}

  @Get()
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List the items of a user',
    description:
      'The same as `GET /items?ownerId=…`, but a 404 for a user who does not exist. Needs no token.',
  })
  @ApiOkResponse({ description: 'A page.', type: ItemListDto, headers: NEXT_LINK_HEADER })
  @ApiProblems({ 404: UserNotFound, 503: ServiceUnavailable })
  async findAll(
    @Param() { id }: UserParams,
    @Query() query: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemListDto> {
    const owner = await this.users.findOne(id);
    const page = await this.items.findAll(query, { ownerId: owner.id });
    setNextLink(page, reply);
    return ItemListDto.from(page);
  }
}
