import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Client, RequestClient } from '#strict-http';
import { ApiBodyProblems, ApiProblems, ServiceUnavailable } from '#problem-details';
import { TOKEN_LIFETIME } from './access-token.service.js';
import { WrongCredentials } from './auth.problems.js';
import { AuthService } from './auth.service.js';
import { AccessTokenDto, LoginDto } from './dto/login.dto.js';
import { Public } from './public.decorator.js';

@ApiTags('auth')
@Controller('auth')
@ApiProblems({ 503: ServiceUnavailable })
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('login')
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Log in: exchange an email and a password for an access token',
    description:
      'Send the token as `Authorization: Bearer …`. It is valid for an hour. Logins have a tighter rate limit than other requests.',
  })
  @ApiOkResponse({ description: 'The token.', type: AccessTokenDto })
  @ApiBodyProblems()
  @ApiProblems({ 401: WrongCredentials })
  async logIn(
    @Body() { email, password }: LoginDto,
    @RequestClient() client: Client,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessTokenDto> {
    const accessToken = await this.auth.logIn(email, password, client);
    reply.header('Cache-Control', 'no-store');
    return { accessToken, tokenType: 'Bearer', expiresIn: TOKEN_LIFETIME };
  }
}
