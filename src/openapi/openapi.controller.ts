import { Controller, Get, Header, HttpCode, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { ApiConditionalGet } from '../http/preconditions.js';
import { OpenApiDocument } from './openapi-document.js';
import { CONTENT_ENCODING_HEADER, STATIC_CONTENT_HEADERS } from './static-content.js';

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
    headers: { ...STATIC_CONTENT_HEADERS, ...CONTENT_ENCODING_HEADER },
  })
  @ApiConditionalGet(STATIC_CONTENT_HEADERS)
  async findOne(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const content = await this.document.toContent();
    return content.prepare(reply);
  }
}
