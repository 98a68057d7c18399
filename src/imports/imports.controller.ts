import { Controller, Get, Header, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CreateOnlyPrecondition, type Preconditions } from '#conditional-requests';
import { LOCATION_HEADER } from '#openapi';
import { NEXT_LINK_HEADER, setNextLink, UuidPageQuery } from '#pagination';
import {
  ApiProblems,
  BodyTooLarge,
  MalformedBody,
  RETRY_AFTER_HEADER,
  ServiceUnavailable,
  UnsupportedMediaType,
} from '#problem-details';
import { BodyStream, StreamedBody } from '#strict-http';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { ImportDto, ImportListDto } from './dto/import.dto.js';
import { TooManyImports } from './imports.problems.js';
import { ImportsService } from './imports.service.js';

const EXAMPLE = ['garden-lamp', 'street-lamp']
  .map((id) => `{"id":"${id}","name":"${id}","price":{"amount":"19.99","currency":"EUR"}}\n`)
  .join('');

const ACCEPTED_HEADERS = { ...LOCATION_HEADER, ...RETRY_AFTER_HEADER };

/** All imports. `ImportController` has one of them. */
@ApiTags('imports')
@Controller('imports')
@ApiProblems({ 503: ServiceUnavailable })
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Get()
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'List your imports',
    description: 'The newest comes first. One that is done is listed until its report is gone.',
  })
  @ApiOkResponse({ description: 'A page.', type: ImportListDto, headers: NEXT_LINK_HEADER })
  async findAll(
    @Query() query: UuidPageQuery,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportListDto> {
    const page = await this.imports.findAll(user, query);
    setNextLink(page, reply);
    return ImportListDto.from(page);
  }

  @Post()
  @StreamedBody(10 * 1_024 * 1_024)
  @HttpCode(HttpStatus.ACCEPTED)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Import items, one on each line',
    description:
      'Takes NDJSON of up to 10 MiB and 50,000 lines, and does later, in order, what a PUT of each line does: the report tells its status. Lines count when the last one has arrived. `If-None-Match: *` only creates. You may have three imports that are not done.',
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiAcceptedResponse({ description: 'Accepted.', type: ImportDto, headers: ACCEPTED_HEADERS })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  @ApiProblems({ 429: TooManyImports })
  async create(
    @BodyStream() body: AsyncIterable<Buffer>,
    @CreateOnlyPrecondition() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDto> {
    const accepted = await this.imports.create(body, user, preconditions);
    reply.header('Location', `/imports/${accepted.id}`).header('Retry-After', '1');
    return ImportDto.from(accepted);
  }
}
