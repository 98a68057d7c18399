import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/* Controllers that only tests add to the application. The OpenAPI document excludes them. */

@Injectable()
class FaultGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers['x-fault'] !== undefined) throw new TypeError('The fault was planted.');
    return true;
  }
}

/** A request with the header `X-Fault` meets an internal error in front of its handler. */
@Module({ providers: [{ provide: APP_GUARD, useClass: FaultGuard }] })
export class FaultModule {}

@ApiExcludeController()
@Controller('unannotated')
class UnannotatedController {
  @Get()
  find(): object {
    return {};
  }
}

/** `GET /unannotated` has no decorator for authentication. */
@Module({ controllers: [UnannotatedController] })
export class UnannotatedModule {}
