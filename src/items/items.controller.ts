import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  ETAG_HEADER,
  formatEtag,
  type Preconditions,
  RequestPreconditions,
} from '#conditional-requests';
import { LOCATION_HEADER } from '#openapi';
import { NEXT_LINK_HEADER, setNextLink } from '#pagination';
import {
  ApiBodyProblems,
  ApiProblems,
  PreconditionFailed,
  ServiceUnavailable,
} from '#problem-details';
import { NotTheOwner } from '../auth/auth.problems.js';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { Public } from '../auth/public.decorator.js';
import { ItemDto, ItemListDto, UpsertedItemDto } from './dto/item.dto.js';
import { FindItemsQuery } from './dto/item.params.js';
import { CreateItemDto } from './dto/put-item.dto.js';
import { ItemNameTaken } from './items.problems.js';
import { ItemsService } from './items.service.js';

const CREATED_HEADERS = { ...LOCATION_HEADER, ...ETAG_HEADER };

/** All items. `ItemController` has one of them. */
@ApiTags('items')
@Controller('items')
@ApiProblems({ 503: ServiceUnavailable })
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @Get()
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List items',
    description:
      'Items come in the order of their ids, a page at a time. `tag` and `ownerId` restrict the list. Needs no token.',
  })
  @ApiOkResponse({ description: 'A page.', type: ItemListDto, headers: NEXT_LINK_HEADER })
  async findAll(
    @Query() query: FindItemsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemListDto> {
    const page = await this.items.findAll(query, query);
    setNextLink(page, reply);
    return ItemListDto.from(page);
  }

  @Post()
  @ApiOperation({
    summary: 'Create or replace the item with the id in the body',
    description:
      'Does what PUT does for the item that the body names: 201 and `created` if there was none, otherwise 200 and `updated`. `If-None-Match: *` only creates.',
  })
  @ApiCreatedResponse({ description: 'Created.', type: UpsertedItemDto, headers: CREATED_HEADERS })
  @ApiOkResponse({
    description: 'Replaced.',
    type: UpsertedItemDto,
    headers: ETAG_HEADER,
    example: { status: 'updated' },
  })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 409: ItemNameTaken, 412: PreconditionFailed })
  async upsertByBody(
    @Body() body: CreateItemDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertedItemDto> {
    const { id } = body;
    const { item, created } = await this.items.upsert({ id, user, preconditions }, body);
    if (created) reply.header('Location', `/items/${id}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).header('ETag', formatEtag(item));
    return { status: created ? 'created' : 'updated', item: ItemDto.from(item) };
  }
}
