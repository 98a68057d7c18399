import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { countHeader } from '#strict-http';
import { InvalidParameters } from '#problem-details';
import { AccessTokenService } from './access-token.service.js';
import { InvalidToken, Unauthenticated } from './auth.problems.js';
import { Authentication } from './public.decorator.js';

/** Requires a valid access token on every handler, unless `@Public()` or `@OptionalAuth()` opens it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessTokens: AccessTokenService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const authentication = this.reflector.getAllAndOverride(Authentication, places);
    if (authentication === 'none') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = readBearerToken(request);
    if (token !== undefined) request.user = await this.accessTokens.verify(token);
    else if (authentication !== 'optional') throw new Unauthenticated();
    return true;
  }
}

function readBearerToken({ headers: { authorization }, raw }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined;
  // Node keeps the first one; a proxy in front may have checked the last.
  if (countHeader(raw.rawHeaders, 'authorization') > 1) {
    throw new InvalidParameters([{ header: 'Authorization', detail: 'must be given once' }]);
  }
  // RFC 6750 §2.1; the scheme is case-insensitive: RFC 9110 §11.1
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  if (!token) throw new InvalidToken('The Authorization header has no bearer token.');
  return token;
}
