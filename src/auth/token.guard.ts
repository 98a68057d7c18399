import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { InvalidParameters, Problem } from '../http/problems.js';
import { countHeader } from '../http/request-head.js';
import { InvalidToken } from './auth.problems.js';
import { NEEDS_TOKEN } from './caller.js';
import { Tokens } from './tokens.js';

/** Learns who the caller is, for the handlers that ask for it. The others take no notice of a token. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: Tokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needsToken = this.reflector.get<boolean | undefined>(NEEDS_TOKEN, context.getHandler());
    if (needsToken === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (needsToken) throw new Problem('unauthenticated');
      return true;
    }
    // Node keeps the first, and a proxy before it may have looked at the last.
    if (countHeader(request.raw.rawHeaders, 'authorization') > 1) {
      throw new InvalidParameters([{ header: 'Authorization', detail: 'must be given once' }]);
    }
    // RFC 6750 §2.1; the scheme in any case: RFC 9110 §11.1
    const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    if (!token) throw new InvalidToken('What was sent is no bearer token.');
    request.caller = { id: await this.tokens.verify(token) };
    return true;
  }
}
