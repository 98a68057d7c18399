import { Controller, Get, Header, HttpCode, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiConditionalGet } from '#conditional-requests';
import { OpenApiDocument } from './openapi-document.js';

const ETAG_HEADER = {
  ETag: {
    description: 'Identifies this content.',
    required: true,
    schema: { type: 'string', pattern: '^"[\\w-]{43}"$' },
    example: '"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"',
  },
} as const;

@ApiTags('documentation')
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get()
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'application/json; charset=utf-8')
  // A cache asks again each time.
  @Header('Cache-Control', 'no-cache')
  @ApiOperation({
    summary: 'Get this document',
    description: 'OpenAPI 3.1, for a client generator or a test.',
  })
  @ApiOkResponse({
    description: 'The OpenAPI 3.1 document.',
    content: { 'application/json': { schema: { type: 'object' } } },
    headers: ETAG_HEADER,
  })
  @ApiConditionalGet(ETAG_HEADER)
  async findOne(
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<string> {
    const { text, etag } = await this.document.getContent();
    reply.header('ETag', etag);
    return text;
  }
}
