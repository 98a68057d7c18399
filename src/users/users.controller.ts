import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ETAG_HEADER, formatEtag } from '#conditional-requests';
import { Idempotent, IdempotencyService } from '#idempotency';
import { LOCATION_HEADER, VARY_AUTHORIZATION_HEADER } from '#openapi';
import { NEXT_LINK_HEADER, setNextLink, UuidPageQuery } from '#pagination';
import { ApiBodyProblems, ApiProblems, ServiceUnavailable } from '#problem-details';
import { addVary, type Client, RequestClient } from '#strict-http';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { OptionalAuth, Public } from '../auth/public.decorator.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { UserDto, UserListDto } from './dto/user.dto.js';
import { EmailTaken } from './users.problems.js';
import { UsersService } from './users.service.js';

const PAGE_HEADERS = { ...NEXT_LINK_HEADER, ...VARY_AUTHORIZATION_HEADER };
const CREATED_HEADERS = { ...LOCATION_HEADER, ...ETAG_HEADER };

/** All users. `UserController` has one of them. */
@ApiTags('users')
@Controller('users')
@ApiProblems({ 503: ServiceUnavailable })
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Get()
  @OptionalAuth()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List users',
    description:
      'Users come in the order of their creation, a page at a time. A token is optional: it shows you the private fields that you may see.',
  })
  @ApiOkResponse({ description: 'A page.', type: UserListDto, headers: PAGE_HEADERS })
  async findAll(
    @Query() query: UuidPageQuery,
    @CurrentUser() currentUser: AuthenticatedUser | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserListDto> {
    const viewer = currentUser && (await this.users.findCurrent(currentUser));
    const page = await this.users.findAll(query);
    setNextLink(page, reply);
    addVary(reply, 'Authorization');
    return UserListDto.from(page, viewer);
  }

  @Post()
  @Public()
  @HttpCode(HttpStatus.CREATED)
  @ApiOperation({
    summary: 'Create a user',
    description:
      'Signs up a user with the role `member`, whose id the server chooses. Emails are unique whatever their case. Needs no token. With an `Idempotency-Key`, a retry is safe.',
  })
  @ApiCreatedResponse({ description: 'Created.', type: UserDto, headers: CREATED_HEADERS })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 409: EmailTaken })
  @Idempotent() // 409 422
  async create(
    @Body() body: CreateUserDto,
    @RequestClient() client: Client,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    return this.idempotency.run(request, reply, {
      prepare: () => this.users.prepare(body, client), // a hash, while no connection is held
      commit: async (prepared, manager) => {
        const user = await this.users.create(prepared, manager);
        const headers = { Location: `/users/${user.id}`, ETag: formatEtag(user) };
        return { body: UserDto.from(user), headers, userId: user.id };
      },
    });
  }
}
