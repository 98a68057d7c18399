import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Put,
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
import {
  ApiConditionalGet,
  ETAG_HEADER,
  formatEtag,
  IfMatchRequired,
  type Preconditions,
  RequestPreconditions,
} from '#conditional-requests';
import { LOCATION_HEADER } from '#openapi';
import {
  ApiBodyProblems,
  ApiProblems,
  PreconditionFailed,
  PreconditionRequired,
  ServiceUnavailable,
} from '#problem-details';
import { NotTheOwner } from '../auth/auth.problems.js';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { Public } from '../auth/public.decorator.js';
import { ItemDto } from './dto/item.dto.js';
import { ItemParams } from './dto/item.params.js';
import { NEW_ITEM_ID, PutItemDto } from './dto/put-item.dto.js';
import { UpdateItemDto } from './dto/update-item.dto.js';
import { ItemNameTaken, ItemNotFound } from './items.problems.js';
import { ItemsService } from './items.service.js';

/** One item. */
@ApiTags('items')
@Controller('items/:id')
@ApiProblems({ 503: ServiceUnavailable })
export class ItemController {
  constructor(private readonly items: ItemsService) {}

  @Get()
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get an item',
    description:
      'The `ETag` identifies the version. Send it in `If-None-Match` to get a 304 while it is current. Needs no token.',
  })
  @ApiOkResponse({ description: 'The item.', type: ItemDto, headers: ETAG_HEADER })
  @ApiConditionalGet() // 304 412
  @ApiProblems({ 404: ItemNotFound })
  async findOne(
    @Param() { id }: ItemParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const item = await this.items.findOne(id);
    reply.header('ETag', formatEtag(item));
    return ItemDto.from(item);
  }

  @Put()
  @ApiOperation({
    summary: 'Create or replace an item',
    description:
      'Creates the item (201) or replaces it (200): of many clients at once, exactly one gets a 201. An absent optional field gets its default. `If-Match` only replaces, `If-None-Match: *` only creates.',
  })
  @ApiParam({ name: 'id', example: NEW_ITEM_ID })
  @ApiCreatedResponse({ description: 'Created.', type: ItemDto, headers: LOCATION_HEADER })
  @ApiOkResponse({ description: 'Replaced.', type: ItemDto })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 409: ItemNameTaken, 412: PreconditionFailed })
  async upsert(
    @Param() { id }: ItemParams,
    @Body() body: PutItemDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ItemDto> {
    const { item, created } = await this.items.upsert({ id, user, preconditions }, body);
    if (created) reply.header('Location', `/items/${id}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return ItemDto.from(item); // no ETag on a PUT: RFC 9110 §9.3.4
  }

  @Patch()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Change some fields of an item, in the version of If-Match',
    description:
      'A merge patch (RFC 7396): an absent field stays as it is, null clears the description. A patch that changes nothing keeps the `ETag`. Only the owner and admins may change an item.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: ItemDto, headers: ETAG_HEADER })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 404: ItemNotFound, 409: ItemNameTaken, 412: PreconditionFailed })
  @ApiProblems({ 428: PreconditionRequired })
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

  @Delete()
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
