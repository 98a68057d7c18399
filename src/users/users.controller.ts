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
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-problems.js';
import { ApiNotModified, IfConditions, type Preconditions } from '../http/conditions.js';
import { ETAG, etagOf, LOCATION } from '../http/headers.js';
import { PageQuery } from '../http/page.query.js';
import { ParametersGuard } from '../http/parameters.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { PatchUserDto } from './dto/patch-user.dto.js';
import { PutUserDto } from './dto/put-user.dto.js';
import { UserListDto } from './dto/user-list.dto.js';
import { UserDto } from './dto/user.dto.js';
import { UserParams } from './dto/user.params.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
@UseGuards(ParametersGuard)
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'List users' })
  @Get()
  @ApiOkResponse({ description: 'Users in the order they were made.', type: UserListDto })
  @ApiProblems('invalid-parameters')
  async findAll(@Query() { limit }: PageQuery): Promise<UserListDto> {
    return UserListDto.from(await this.users.findAll(limit));
  }

  @ApiOperation({ summary: 'Create a user' })
  @Post()
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
  @ApiOkResponse({ description: 'The user.', type: UserDto, headers: ETAG })
  @ApiNotModified()
  @ApiProblems('invalid-parameters', 'user-not-found')
  async findOne(
    @Param() { id }: UserParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.findOne(id);
    reply.header('ETag', etagOf(user));
    return UserDto.from(user);
  }

  @ApiOperation({ summary: 'Replace a user; never creates one, as the server picks the ids' })
  @Put(':id')
  @ApiOkResponse({ description: 'Replaced.', type: UserDto })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'user-not-found',
    'precondition-failed',
    'email-taken',
  )
  async replace(
    @Param() { id }: UserParams,
    @Body() body: PutUserDto,
    @IfConditions() conditions: Preconditions,
  ): Promise<UserDto> {
    return UserDto.from(await this.users.update(id, body, conditions));
  }

  @ApiOperation({ summary: 'Change some fields of a user' })
  @Patch(':id')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOkResponse({ description: 'Changed.', type: UserDto, headers: ETAG })
  @ApiProblems(
    'invalid-parameters',
    ...BODY_PROBLEMS,
    'user-not-found',
    'precondition-failed',
    'email-taken',
  )
  async update(
    @Param() { id }: UserParams,
    @Body() body: PatchUserDto,
    @IfConditions() conditions: Preconditions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.update(id, body, conditions);
    reply.header('ETag', etagOf(user));
    return UserDto.from(user);
  }

  @ApiOperation({ summary: 'Delete a user who owns no item' })
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('invalid-parameters', 'user-not-found', 'precondition-failed', 'user-owns-items')
  async remove(
    @Param() { id }: UserParams,
    @IfConditions() conditions: Preconditions,
  ): Promise<void> {
    await this.users.remove(id, conditions);
  }
}
