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
} from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotTheOwner } from '../auth/auth.problems.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { Public } from '../auth/public.decorator.js';
import { formatEtag } from '../http/entity-tag.js';
import { toPage } from '../http/page.js';
import {
  ApiConditionalGet,
  IfMatchRequired,
  type Preconditions,
  RequestPreconditions,
} from '../http/preconditions.js';
import { ETAG_HEADER, LOCATION_HEADER, NEXT_LINK_HEADER } from '../http/response-headers.js';
import { ApiBodyProblems, ApiProblems } from '../problems/api-problems.decorator.js';
import {
  PreconditionFailed,
  PreconditionRequired,
  ServiceUnavailable,
} from '../problems/http.problems.js';
import { CreateItemDto } from './dto/create-item.dto.js';
import { FindItemsQuery } from './dto/find-items.query.js';
import { ItemListDto } from './dto/item-list.dto.js';
import { ItemDto } from './dto/item.dto.js';
import { ItemParams } from './dto/item.params.js';
import { NEW_ITEM_ID, PutItemDto } from './dto/put-item.dto.js';
import { UpdateItemDto } from './dto/update-item.dto.js';
import { UpsertedItemDto } from './dto/upserted-item.dto.js';
import { IdMismatch, ItemNameTaken, ItemNotFound } from './items.problems.js';
import { ItemsService } from './items.service.js';

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
  @ApiOkResponse({
    description: 'Items in the order of their ids.',
    type: ItemListDto,
    headers: NEXT_LINK_HEADER,
  })
  async findAll(
    @Query() { limit, after, tag, ownerId }: FindItemsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemListDto> {
    const items = await this.items.findAll(limit + 1, after, { tag, ownerId });
    return ItemListDto.from(toPage(items, limit, reply));
  }

  @Post()
  @ApiOperation({
    summary: 'Create or replace the item with the id in the body',
    description:
      'Does what PUT does for the item that the body names: 201 and `created` if there was none, otherwise 200 and `updated`. An absent optional field gets its default. `If-None-Match: *` only creates.',
  })
  @ApiCreatedResponse({
    description: 'Created.',
    type: UpsertedItemDto,
    headers: { ...LOCATION_HEADER, ...ETAG_HEADER },
  })
  @ApiOkResponse({
    description: 'Replaced.',
    type: UpsertedItemDto,
    headers: ETAG_HEADER,
    example: { status: 'updated' },
  })
  @ApiBodyProblems()
  @ApiProblems({ 403: NotTheOwner, 409: ItemNameTaken, 412: PreconditionFailed })
  async upsertByBody(
    @Body() body: CreateItemDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertedItemDto> {
    const context = { id: body.id, user, preconditions };
    const { item, created } = await this.items.upsert(context, body);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).header('ETag', formatEtag(item));
    if (created) reply.header('Location', `/items/${item.id}`);
    return { status: created ? 'created' : 'updated', item: ItemDto.from(item) };
  }

  @Get(':id')
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get an item',
    description:
      'The `ETag` identifies the version. Send it in `If-None-Match` to get a 304 while it is current. Needs no token.',
  })
  @ApiOkResponse({ description: 'The item.', type: ItemDto, headers: ETAG_HEADER })
  @ApiConditionalGet()
  @ApiProblems({ 404: ItemNotFound })
  async findOne(
    @Param() { id }: ItemParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const item = await this.items.findOne(id);
    reply.header('ETag', formatEtag(item));
    return ItemDto.from(item);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Create or replace an item',
    description:
      'Creates the item for you (201) or replaces it (200), in one statement: of many clients that create one item at once, exactly one gets a 201. An absent optional field gets its default. `If-Match` only replaces, `If-None-Match: *` only creates. An id in the body must be the one in the path.',
  })
  @ApiParam({ name: 'id', example: NEW_ITEM_ID })
  @ApiCreatedResponse({ description: 'Created.', type: ItemDto, headers: LOCATION_HEADER })
  @ApiOkResponse({ description: 'Replaced.', type: ItemDto })
  @ApiBodyProblems()
  @ApiProblems({ 403: NotTheOwner, 409: ItemNameTaken, 412: PreconditionFailed })
  async upsert(
    @Param() { id }: ItemParams,
    @Body() body: PutItemDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    if (body.id !== undefined && body.id !== id) throw new IdMismatch(id);
    const { item, created } = await this.items.upsert({ id, user, preconditions }, body);
    if (created) reply.header('Location', `/items/${id}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return ItemDto.from(item); // no ETag on a PUT: RFC 9110 §9.3.4
  }

  @Patch(':id')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Change some fields of an item, in the version of If-Match',
    description:
      'A merge patch (RFC 7396): an absent field stays as it is, null clears the description. A patch that changes nothing keeps the `ETag`. Only the owner and admins may change an item.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: ItemDto, headers: ETAG_HEADER })
  @ApiBodyProblems()
  @ApiProblems({
    403: NotTheOwner,
    404: ItemNotFound,
    409: ItemNameTaken,
    412: PreconditionFailed,
    428: PreconditionRequired,
  })
  async update(
    @Param() { id }: ItemParams,
    @Body() body: UpdateItemDto,
    @IfMatchRequired() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const item = await this.items.update({ id, user, preconditions }, body);
    reply.header('ETag', formatEtag(item));
    return ItemDto.from(item);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Delete an item',
    description:
      'Only the owner and admins may delete an item. With `If-Match`, only the version that you know is deleted.',
  })
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems({ 403: NotTheOwner, 404: ItemNotFound, 412: PreconditionFailed })
  async remove(
    @Param() { id }: ItemParams,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<void> {
    await this.items.remove({ id, user, preconditions });
  }
}
