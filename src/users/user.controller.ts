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
import { VARY_AUTHORIZATION_HEADER } from '#openapi';
import {
  ApiBodyProblems,
  ApiProblems,
  PreconditionFailed,
  PreconditionRequired,
  ServiceUnavailable,
} from '#problem-details';
import { addVary, type Client, RequestClient } from '#strict-http';
import { NotTheOwner } from '../auth/auth.problems.js';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { OptionalAuth } from '../auth/public.decorator.js';
import { PutUserDto } from './dto/put-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { ANY_USER, canViewPrivateFields, PublicUserDto, UserDto } from './dto/user.dto.js';
import { UserParams } from './dto/user.params.js';
import { EmailTaken, UserNotFound, UserOwnsItems } from './users.problems.js';
import { UsersService } from './users.service.js';

const HEADERS = { ...ETAG_HEADER, ...VARY_AUTHORIZATION_HEADER };

/** One user. */
@ApiTags('users')
@Controller('users/:id')
@ApiProblems({ 404: UserNotFound, 503: ServiceUnavailable })
export class UserController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @OptionalAuth()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get a user',
    description:
      'The user and admins see all fields, everyone else sees the public ones. These are two representations, with two ETags. A token is optional.',
  })
  @ApiOkResponse({ description: 'The user.', schema: ANY_USER, headers: HEADERS })
  @ApiConditionalGet(HEADERS) // 304 412
  async findOne(
    @Param() { id }: UserParams,
    @CurrentUser() currentUser: AuthenticatedUser | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto | PublicUserDto> {
    const { user, viewer } = await this.users.findWithViewer(id, currentUser);
    addVary(reply, 'Authorization');
    const isPublic = !canViewPrivateFields(viewer, user);
    reply.header('ETag', formatEtag(user, isPublic ? 'public' : undefined));
    return isPublic ? PublicUserDto.from(user) : UserDto.from(user);
  }

  @Put()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Replace a user; never creates one, because the server picks the id',
    description:
      'Replaces the email and the name. The role and the password stay as they are. Only the user and admins may do this.',
  })
  @ApiOkResponse({ description: 'Replaced.', type: UserDto })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 409: EmailTaken, 412: PreconditionFailed })
  async replace(
    @Param() { id }: UserParams,
    @Body() body: PutUserDto,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<UserDto> {
    return UserDto.from(await this.users.replace({ id, user, preconditions }, body));
  }

  @Patch()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Change some fields of a user, in the version of If-Match',
    description:
      'A merge patch (RFC 7396): an absent field stays as it is. A patch that changes nothing keeps the `ETag`; a password always counts as a change. Only the user and admins may do this.',
  })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: UserDto, headers: ETAG_HEADER })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 403: NotTheOwner, 409: EmailTaken, 412: PreconditionFailed })
  @ApiProblems({ 428: PreconditionRequired })
  async update(
    @Param() { id }: UserParams,
    @Body() body: UpdateUserDto,
    @IfMatchRequired() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @RequestClient() client: Client,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const updated = await this.users.update({ id, user, preconditions }, body, client);
    reply.header('ETag', formatEtag(updated));
    return UserDto.from(updated);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Delete a user who owns nothing',
    description:
      'A user who still owns items is a 409. Only the user and admins may do this. The tokens of the user end with it.',
  })
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems({ 403: NotTheOwner, 409: UserOwnsItems, 412: PreconditionFailed })
  async remove(
    @Param() { id }: UserParams,
    @RequestPreconditions() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<void> {
    await this.users.remove({ id, user, preconditions });
  }
}
