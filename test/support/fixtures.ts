import {
  type CanActivate,
  ConflictException,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Header,
  GoneException,
  HttpException,
  ImATeapotException,
  Injectable,
  InternalServerErrorException,
  Module,
  Param,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../src/auth/public.decorator.js';

/* Controllers that only tests add to the application. The OpenAPI document excludes them. */

const EXCEPTIONS = {
  ConflictException: () => new ConflictException('x'),
  GoneException: () => new GoneException('x'),
  ForbiddenException: () => new ForbiddenException('x'),
  UnauthorizedException: () => new UnauthorizedException('x'),
  ServiceUnavailableException: () => new ServiceUnavailableException('x'),
  HttpException: () => new HttpException({ message: ['a', 'b'] }, 400),
  ImATeapotException: () => new ImATeapotException(),
  Error: () => new Error('secret'),
  InternalServerErrorException: () => new InternalServerErrorException('secret'),
};

@Public()
@ApiExcludeController()
@Controller('exceptions')
class ExceptionsController {
  @Get(':name')
  throwException(@Param('name') name: keyof typeof EXCEPTIONS): never {
    throw EXCEPTIONS[name]();
  }
}

/** `GET /exceptions/:name` throws an exception of Nest or of JavaScript. */
@Module({ controllers: [ExceptionsController] })
export class ExceptionsModule {}

@Public()
@ApiExcludeController()
@Controller('located')
class LocatedController {
  @Get()
  @Header('Content-Location', '/things/first-thing')
  find(): object {
    return {};
  }
}

/** `GET /located` has a Content-Location. */
@Module({ controllers: [LocatedController] })
export class LocatedModule {}

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
