import {
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  GoneException,
  HttpException,
  ImATeapotException,
  InternalServerErrorException,
  Module,
  Param,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

const EXCEPTIONS = {
  ConflictException: () => new ConflictException('x'),
  GoneException: () => new GoneException('x'),
  ForbiddenException: () => new ForbiddenException('x'),
  UnauthorizedException: () => new UnauthorizedException('x'),
  ServiceUnavailableException: () => new ServiceUnavailableException('x'),
  HttpException: () => new HttpException({ message: ['a', 'b'] }, 400),
  ImATeapotException: () => new ImATeapotException(),
  ThrottlerException: () => new HttpException('x', 429),
  Error: () => new Error('secret'),
  InternalServerErrorException: () => new InternalServerErrorException('secret'),
};

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
