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
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotTheOwner } from '../auth/auth.problems.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { OptionalAuth, Public } from '../auth/public.decorator.js';
import { createDisconnectSignal } from '../http/disconnect-signal.js';
import { formatEtag } from '../http/entity-tag.js';
import { toPage } from '../http/page.js';
import { UuidPageQuery } from '../http/page.query.js';
import {
  ApiConditionalGet,
  IfMatchRequired,
  type Preconditions,
  RequestPreconditions,
} from '../http/preconditions.js';
import {
  addVaryAuthorization,
  ETAG_HEADER,
  LOCATION_HEADER,
  NEXT_LINK_HEADER,
  VARY_AUTHORIZATION_HEADER,
} from '../http/response-headers.js';
import { ApiBodyProblems, ApiProblems } from '../problems/api-problems.decorator.js';
import {
  PreconditionFailed,
  PreconditionRequired,
  ServiceUnavailable,
} from '../problems/http.problems.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { PublicUserDto } from './dto/public-user.dto.js';
import { PutUserDto } from './dto/put-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { ANY_USER, UserListDto } from './dto/user-list.dto.js';
import { UserDto } from './dto/user.dto.js';
import { UserParams } from './dto/user.params.js';
import { canViewPrivateFields } from './can-view-private-fields.js';
import { EmailTaken, UserNotFound, UserOwnsItems } from './users.problems.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
@ApiProblems({ 503: ServiceUnavailable })
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @OptionalAuth()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List users',
    description:
      'Users come in the order of their creation, a page at a time. A token is optional: it shows you the private fields that you may see.',
  })
  @ApiOkResponse({
    description: 'Users in the order of their creation; each with the fields you may see.',
    type: UserListDto,
    headers: { ...NEXT_LINK_HEADER, ...VARY_AUTHORIZATION_HEADER },
  })
  async findAll(
    @Query() { limit, after }: UuidPageQuery,
    @CurrentUser() currentUser: AuthenticatedUser | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserListDto> {
    const viewer = currentUser && (await this.users.findCurrent(currentUser));
    const users = await this.users.findAll(limit + 1, after);
    addVaryAuthorization(reply);
    return UserListDto.from(toPage(users, limit, reply), viewer);
  }

  @Post()
  @Public()
  @RouteConfig({ hashesPassword: true })
  @HttpCode(HttpStatus.CREATED)
  @ApiOperation({
    summary: 'Create a user',
    description:
      'Signs up a user with the role `member`, whose id the server chooses. Emails are unique whatever their case. Needs no token.',
  })
  @ApiCreatedResponse({
    description: 'Created.',
    type: UserDto,
    headers: { ...LOCATION_HEADER, ...ETAG_HEADER },
  })
  @ApiBodyProblems()
  @ApiProblems({ 409: EmailTaken })
  async create(
    @Body() body: CreateUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.create(body, createDisconnectSignal(reply));
    reply.header('Location', `/users/${user.id}`).header('ETag', formatEtag(user));
    return UserDto.from(user);
  }

  @Get(':id')
  @OptionalAuth()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get a user',
    description:
      'The user and admins see all fields, everyone else sees the public ones. These are two representations, with two ETags. A token is optional.',
  })
  @ApiOkResponse({
    description: 'The user: all fields for the user and for admins, the public ones for others.',
    schema: ANY_USER,
    headers: { ...ETAG_HEADER, ...VARY_AUTHORIZATION_HEADER },
  })
  @ApiConditionalGet({ ...ETAG_HEADER, ...VARY_AUTHORIZATION_HEADER })
  @ApiProblems({ 404: UserNotFound })
  async findOne(
    @Param() { id }: UserParams,
    @CurrentUser() currentUser: AuthenticatedUser | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto | PublicUserDto> {
    const { user, viewer } = await this.users.findWithViewer(id, currentUser);
    addVaryAuthorization(reply);
    if (!canViewPrivateFields(viewer, user)) {
      reply.header('ETag', formatEtag(user, 'public'));
      return PublicUserDto.from(user);
    }
    reply.header('ETag', formatEtag(user));
    return UserDto.from(user);
  }

  @Put(':id')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Replace a user; never creates one, because the server picks the id',
    description:
      'Replaces the email and the name. The role and the password stay as they are. Only the user and admins may do this.',
  })
  @ApiOkResponse({ description: 'Replaced.', type: UserDto })
  @ApiBodyProblems()
  @ApiProblems({
    403: NotTheOwner,
    404: UserNotFound,
    409: EmailTaken,
    412: PreconditionFailed,
  })
  async replace(
    @Param() { id }: UserParams,
    @Body() body: PutUserDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<UserDto> {
    return UserDto.from(await this.users.replace({ id, user, preconditions }, body));
  }

  @Patch(':id')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Change some fields of a user, in the version of If-Match',
    description:
      'A merge patch (RFC 7396): an absent field stays as it is. A patch that changes nothing keeps the `ETag`; a password always counts as a change. Only the user and admins may do this.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: UserDto, headers: ETAG_HEADER })
  @ApiBodyProblems()
  @ApiProblems({
    403: NotTheOwner,
    404: UserNotFound,
    409: EmailTaken,
    412: PreconditionFailed,
    428: PreconditionRequired,
  })
  async update(
    @Param() { id }: UserParams,
    @Body() body: UpdateUserDto,
    @IfMatchRequired() preconditions: Preconditions,
    @CurrentUser() currentUser: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const context = { id, user: currentUser, preconditions };
    const user = await this.users.update(context, body, createDisconnectSignal(reply));
    reply.header('ETag', formatEtag(user));
    return UserDto.from(user);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Delete a user who owns nothing',
    description:
      'A user who still owns items is a 409. Only the user and admins may do this. The tokens of the user end with it.',
  })
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems({
    403: NotTheOwner,
    404: UserNotFound,
    409: UserOwnsItems,
    412: PreconditionFailed,
  })
  async remove(
    @Param() { id }: UserParams,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<void> {
    await this.users.remove({ id, user, preconditions });
  }
}
