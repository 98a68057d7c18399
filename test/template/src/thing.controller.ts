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
  Res,
} from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
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
import { NotTheOwner } from '../../../src/auth/auth.problems.js';
import { type AuthenticatedUser, CurrentUser } from '../../../src/auth/authenticated-user.js';
import { Public } from '../../../src/auth/public.decorator.js';
import { PutThingDto, ThingParams, UpdateThingDto } from './dto/put-thing.dto.js';
import { ThingDto } from './dto/thing.dto.js';
import { ThingArchived, ThingNameTaken, ThingNotFound } from './things.problems.js';
import { ThingsService } from './things.service.js';

/** One thing. */
@ApiTags('things')
@Controller('things/:id')
@ApiProblems({ 503: ServiceUnavailable })
export class ThingController {
  constructor(private readonly things: ThingsService) {}

  @Put()
  @ApiOperation({
    summary: 'Create or replace a thing',
    description: 'Creates the thing for you (201), or replaces it (200), in one statement.',
  })
  @ApiCreatedResponse({ description: 'Created.', type: ThingDto, headers: LOCATION_HEADER })
  @ApiOkResponse({ description: 'Replaced.', type: ThingDto })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 409: ThingNameTaken, 412: PreconditionFailed })
  async upsert(
    @Param() { id }: ThingParams,
    @Body() body: PutThingDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThingDto> {
    const { thing, created } = await this.things.upsert({ id, user, preconditions }, body);
    if (created) reply.header('Location', `/things/${id}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return ThingDto.from(thing); // no ETag on a PUT: RFC 9110 §9.3.4
  }

  @Get()
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Get a thing', description: 'Needs no token.' })
  @ApiOkResponse({ description: 'The thing.', type: ThingDto, headers: ETAG_HEADER })
  @ApiConditionalGet() // 304 412
  @ApiProblems({ 404: ThingNotFound })
  async findOne(
    @Param() { id }: ThingParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThingDto> {
    const thing = await this.things.findOne(id);
    reply.header('ETag', formatEtag(thing));
    return ThingDto.from(thing);
  }

  @Patch()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Change some fields of a thing, in the version of If-Match',
    description: 'A merge patch (RFC 7396): an absent field stays as it is, null clears the note.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: ThingDto, headers: ETAG_HEADER })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 404: ThingNotFound, 409: ThingNameTaken })
  @ApiProblems({ 412: PreconditionFailed, 428: PreconditionRequired })
  async update(
    @Param() { id }: ThingParams,
    @Body() body: UpdateThingDto,
    @IfMatchRequired() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThingDto> {
    const thing = await this.things.update({ id, user, preconditions }, body);
    reply.header('ETag', formatEtag(thing));
    return ThingDto.from(thing);
  }

  @Post('archive')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Archive a thing', description: 'Takes no body.' })
  @ApiOkResponse({ description: 'Archived.', type: ThingDto, headers: ETAG_HEADER })
  @ApiProblems({
    403: NotTheOwner,
    404: ThingNotFound,
    409: ThingArchived,
    412: PreconditionFailed,
  })
  async archive(
    @Param() { id }: ThingParams,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThingDto> {
    const thing = await this.things.archive({ id, user, preconditions });
    reply.header('ETag', formatEtag(thing));
    return ThingDto.from(thing);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a thing', description: 'With `If-Match`, only that version.' })
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems({ 403: NotTheOwner, 404: ThingNotFound, 412: PreconditionFailed })
  async remove(
    @Param() { id }: ThingParams,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<void> {
    await this.things.remove({ id, user, preconditions });
  }
}
