import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity, NeedsToken, TakesToken } from '../auth/caller.js';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-problems.js';
import {
  ApiNotModified,
  IfConditions,
  type Preconditions,
  RequiredConditions,
} from '../http/conditions.js';
import { ETAG, etagOf, LOCATION, NEXT_LINK } from '../http/headers.js';
import { pageOf } from '../http/page.js';
import { ParametersGuard } from '../http/parameters.js';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../http/swagger.js';
import { CreateItemDto } from './dto/create-item.dto.js';
import { FindItemsQuery } from './dto/find-items.query.js';
import { ItemListDto } from './dto/item-list.dto.js';
import { ItemDto } from './dto/item.dto.js';
import { ItemParams } from './dto/item.params.js';
import { PatchItemDto } from './dto/patch-item.dto.js';
import { PutItemDto } from './dto/put-item.dto.js';
import { CreatedItemDto, UpdatedItemDto } from './dto/upserted-item.dto.js';
import { IdMismatch } from './items.problems.js';
import { ItemsService } from './items.service.js';

@ApiTags('items')
@Controller('items')
@UseGuards(ParametersGuard)
@ApiProblems('service-unavailable')
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @ApiOperation({ summary: 'List items' })
  @Get()
  @TakesToken()
  @ApiOkResponse({
    description: 'Items in the order of their ids.',
    type: ItemListDto,
    headers: NEXT_LINK,
  })
  @ApiProblems('invalid-parameters')
  async findAll(
    @Query() { limit, after, tag, ownerId }: FindItemsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemListDto> {
    const items = await this.items.findAll(limit + 1, after, { tag, ownerId });
    return ItemListDto.from(pageOf(items, limit, reply));
  }

  @ApiOperation({ summary: 'Create or replace the item that the body names' })
  @Post()
  @NeedsToken()
  @ApiCreatedResponse({
    description: 'Created.',
    type: CreatedItemDto,
    headers: { ...LOCATION, ...ETAG },
  })
  @ApiOkResponse({ description: 'Replaced.', type: UpdatedItemDto, headers: ETAG })
  @ApiProblems('invalid-parameters', ...BODY_PROBLEMS, 'forbidden', 'name-taken')
  async upsert(
    @Body() body: CreateItemDto,
    @Caller() caller: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedItemDto | UpdatedItemDto> {
    const write = { id: body.id, caller, preconditions: {} };
    const { item, created } = await this.items.put(write, body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).header('ETag', etagOf(item));
    if (created) reply.header('Location', `/items/${item.id}`);
    return { status: created ? 'created' : 'updated', item: ItemDto.from(item) };
  }

  @ApiOperation({ summary: 'Get an item' })
  @Get(':id')
  @TakesToken()
  @ApiOkResponse({ description: 'The item.', type: ItemDto, headers: ETAG })
  @ApiNotModified()
  @ApiProblems('invalid-parameters', 'item-not-found')
  async findOne(
    @Param() { id }: ItemParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const item = await this.items.findOne(id);
    reply.header('ETag', etagOf(item));
    return ItemDto.from(item);
  }

  @ApiOperation({ summary: 'Create or replace an item' })
  @Put(':id')
  @NeedsToken()
  @ApiCreatedResponse({ description: 'Created.', type: ItemDto, headers: LOCATION })
  @ApiOkResponse({ description: 'Replaced.', type: ItemDto })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'forbidden',
    'precondition-failed',
    'name-taken',
  )
  async put(
    @Param() { id }: ItemParams,
    @Body() body: PutItemDto,
    @IfConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    if (body.id !== undefined && body.id !== id) throw new IdMismatch(id);
    const write = { id, caller, preconditions };
    const { item, created } = await this.items.put(write, body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    if (created) reply.header('Location', `/items/${item.id}`);
    return ItemDto.from(item);
  }

  @ApiOperation({ summary: 'Change some fields of an item, in the version that If-Match names' })
  @Patch(':id')
  @NeedsToken()
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: ItemDto, headers: ETAG })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'item-not-found',
    'forbidden',
    'precondition-required',
    'precondition-failed',
    'name-taken',
  )
  async update(
    @Param() { id }: ItemParams,
    @Body() body: PatchItemDto,
    @RequiredConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const item = await this.items.update({ id, caller, preconditions }, body);
    reply.header('ETag', etagOf(item));
    return ItemDto.from(item);
  }

  @ApiOperation({ summary: 'Delete an item' })
  @Delete(':id')
  @NeedsToken()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('invalid-parameters', 'item-not-found', 'forbidden', 'precondition-failed')
  async remove(
    @Param() { id }: ItemParams,
    @IfConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
  ): Promise<void> {
    await this.items.remove({ id, caller, preconditions });
  }
}
