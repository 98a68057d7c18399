import { Body, Controller, HttpCode, HttpStatus, Post, Res, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { ApiProblems, BODY_PROBLEMS } from '../http/api-problems.js';
import { ParametersGuard } from '../http/parameters.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../http/swagger.js';
import { AuthService } from './auth.service.js';
import { AccessTokenDto } from './dto/access-token.dto.js';
import { LoginDto } from './dto/login.dto.js';
import { TOKEN_LIFETIME } from './tokens.js';

@ApiTags('auth')
@Controller('auth')
@UseGuards(ParametersGuard)
@ApiProblems('service-unavailable')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @ApiOperation({ summary: 'Log in: get a token for an email and its password' })
  @Post('login')
  @RouteConfig({ isLogin: true })
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ description: 'The token.', type: AccessTokenDto })
  @ApiProblems('invalid-parameters', ...BODY_PROBLEMS, 'wrong-credentials')
  async logIn(
    @Body() { email, password }: LoginDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessTokenDto> {
    const accessToken = await this.auth.logIn(email, password);
    reply.header('Cache-Control', 'no-store');
    return { accessToken, tokenType: 'Bearer', expiresIn: TOKEN_LIFETIME };
  }
}
