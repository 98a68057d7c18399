import { Controller, Get, HttpCode, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { ApiConditionalGet, ETAG_HEADER, formatEtag } from '#conditional-requests';
import { CONTENT_LOCATION_HEADER, VARY_AUTHORIZATION_HEADER } from '#openapi';
import { addVary } from '#strict-http';
import { ApiProblems, ServiceUnavailable } from '#problem-details';
import { UserDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

const HEADERS = { ...ETAG_HEADER, ...CONTENT_LOCATION_HEADER, ...VARY_AUTHORIZATION_HEADER };

@ApiTags('users')
@Controller('users/me')
@ApiProblems({ 503: ServiceUnavailable })
export class MeController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get yourself',
    description: 'With all fields. `Content-Location` is the URL of the user of the token.',
  })
  @ApiOkResponse({ description: 'The user of the token.', type: UserDto, headers: HEADERS })
  @ApiConditionalGet(HEADERS)
  async findOne(
    @CurrentUser() currentUser: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const user = await this.users.findCurrent(currentUser);
    addVary(reply, 'Authorization');
    reply.header('ETag', formatEtag(user)).header('Content-Location', `/users/${user.id}`);
    return UserDto.from(user);
  }
}
