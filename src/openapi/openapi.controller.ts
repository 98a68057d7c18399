import { Controller, Get, Header, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/public.decorator.js';
import { OpenApiDocument } from './openapi-document.js';

@ApiTags('documentation')
@Controller('openapi.json')
@Public()
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get()
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Get this document',
    description: 'OpenAPI 3.1, for a client generator or a test.',
  })
  @ApiOkResponse({
    description: 'The OpenAPI 3.1 document.',
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  findOne(): Promise<string> {
    return this.document.json();
  }
}
