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
import { ApiNotModified, IfConditions, type Preconditions } from '../http/conditions.js';
import {
  ETAG,
  etagOf,
  LOCATION,
  NEXT_LINK,
  VARY_BY_CALLER,
  varyByCaller,
} from '../http/headers.js';
import { pageOf } from '../http/page.js';
import { UuidPageQuery } from '../http/page.query.js';
import { ParametersGuard } from '../http/parameters.js';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../http/swagger.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { PatchUserDto } from './dto/patch-user.dto.js';
import { PutUserDto } from './dto/put-user.dto.js';
import { PublicUserDto } from './dto/public-user.dto.js';
import { ANY_VIEW, UserListDto } from './dto/user-list.dto.js';
import { UserDto } from './dto/user.dto.js';
import { UserParams } from './dto/user.params.js';
import { maySee } from './user.row.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
@UseGuards(ParametersGuard)
@ApiProblems('service-unavailable')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'List users' })
  @Get()
  @TakesToken()
  @ApiOkResponse({
    description: 'Users in the order they were made; the email and the like of those you may see.',
    type: UserListDto,
    headers: { ...NEXT_LINK, ...VARY_BY_CALLER },
  })
  @ApiProblems('invalid-parameters')
  async findAll(
    @Query() { limit, after }: UuidPageQuery,
    @Caller() caller: CallerIdentity | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserListDto> {
    const viewer = await this.users.findViewer(caller);
    const users = await this.users.findAll(limit + 1, after);
    varyByCaller(reply);
    return UserListDto.from(pageOf(users, limit, reply), viewer);
  }

  @ApiOperation({ summary: 'Create a user' })
  @Post()
  @TakesToken()
  @HttpCode(HttpStatus.CREATED)
  @ApiCreatedResponse({ description: 'Created.', type: UserDto, headers: { ...LOCATION, ...ETAG } })
  @ApiProblems('invalid-parameters', ...BODY_PROBLEMS, 'email-taken')
  async create(
    @Body() body: CreateUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.create(body);
    reply.header('Location', `/users/${user.id}`).header('ETag', etagOf(user));
    return UserDto.from(user);
  }

  @ApiOperation({ summary: 'Get a user' })
  @Get(':id')
  @TakesToken()
  @ApiOkResponse({
    description: 'The user: all of it for the user and for admins, what is public for others.',
    schema: ANY_VIEW,
    headers: { ...ETAG, ...VARY_BY_CALLER },
  })
  @ApiNotModified({ ...ETAG, ...VARY_BY_CALLER })
  @ApiProblems('invalid-parameters', 'user-not-found')
  async findOne(
    @Param() { id }: UserParams,
    @Caller() caller: CallerIdentity | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto | PublicUserDto> {
    const { user, viewer } = await this.users.findBoth(id, caller);
    varyByCaller(reply);
    if (!maySee(viewer, user)) {
      reply.header('ETag', etagOf(user, 'public'));
      return PublicUserDto.from(user);
    }
    reply.header('ETag', etagOf(user));
    return UserDto.from(user);
  }

  @ApiOperation({ summary: 'Replace a user; never creates one, as the server picks the ids' })
  @Put(':id')
  @NeedsToken()
  @ApiOkResponse({ description: 'Replaced.', type: UserDto })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'user-not-found',
    'forbidden',
    'precondition-failed',
    'email-taken',
  )
  async replace(
    @Param() { id }: UserParams,
    @Body() body: PutUserDto,
    @IfConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
  ): Promise<UserDto> {
    return UserDto.from(await this.users.update({ id, caller, preconditions }, body));
  }

  @ApiOperation({ summary: 'Change some fields of a user' })
  @Patch(':id')
  @NeedsToken()
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: UserDto, headers: ETAG })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'user-not-found',
    'forbidden',
    'precondition-failed',
    'email-taken',
  )
  async update(
    @Param() { id }: UserParams,
    @Body() body: PatchUserDto,
    @IfConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.update({ id, caller, preconditions }, body);
    reply.header('ETag', etagOf(user));
    return UserDto.from(user);
  }

  @ApiOperation({ summary: 'Delete a user who owns no item' })
  @Delete(':id')
  @NeedsToken()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(
    'invalid-parameters',
    'user-not-found',
    'forbidden',
    'precondition-failed',
    'user-owns-items',
  )
  async remove(
    @Param() { id }: UserParams,
    @IfConditions() preconditions: Preconditions,
    @Caller() caller: CallerIdentity,
  ): Promise<void> {
    await this.users.remove({ id, caller, preconditions });
  }
}
