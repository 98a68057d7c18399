import { Controller, Get, HttpCode, HttpStatus, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity, NeedsToken } from '../auth/caller.js';
import { ApiProblems } from '../http/api-problems.js';
import { LOCATION } from '../http/headers.js';
import { ParametersGuard } from '../http/parameters.js';
import { ApiOperation, ApiTags, ApiTemporaryRedirectResponse } from '../http/swagger.js';

/** What a token alone answers, without the database. */
@ApiTags('users')
@Controller('users/me')
@UseGuards(ParametersGuard)
export class MeController {
  @ApiOperation({ summary: 'Find yourself' })
  @Get()
  @NeedsToken()
  @HttpCode(HttpStatus.TEMPORARY_REDIRECT)
  @ApiTemporaryRedirectResponse({ description: 'Your address.', headers: LOCATION })
  @ApiProblems('invalid-parameters')
  findMe(@Caller() caller: CallerIdentity, @Res({ passthrough: true }) reply: FastifyReply): void {
    reply.header('Location', `/users/${caller.id}`);
  }
}
