import {
  Controller,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CreateOnlyPrecondition, type Preconditions } from '#conditional-requests';
import { IdempotencyService, Idempotent } from '#idempotency';
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

/** Longer than a client may take to send its lines. */
const LEASE_SECONDS = 180;

const ACCEPTED_HEADERS = { ...LOCATION_HEADER, ...RETRY_AFTER_HEADER };

/** All imports. `ImportController` has one of them. */
@ApiTags('imports')
@Controller('imports')
@ApiProblems({ 503: ServiceUnavailable })
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly idempotency: IdempotencyService,
  ) {}

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
      'Takes NDJSON of up to 10 MiB and 50,000 lines, and does later, in order, what a PUT of each line does: the report tells its status. Lines count when the last one has arrived. `If-None-Match: *` only creates. You may have three imports that are not done. With an `Idempotency-Key`, a retry is safe.',
  })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiAcceptedResponse({ description: 'Accepted.', type: ImportDto, headers: ACCEPTED_HEADERS })
  @ApiProblems({ 400: MalformedBody, 413: BodyTooLarge, 415: UnsupportedMediaType })
  @ApiProblems({ 429: TooManyImports })
  @Idempotent() // 409 422
  async create(
    @BodyStream() body: AsyncIterable<Buffer>,
    @CreateOnlyPrecondition() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDto> {
    await this.imports.assertMayImport(user);
    return this.idempotency.run(request, reply, {
      body,
      leaseSeconds: LEASE_SECONDS,
      prepare: (lines) => this.imports.receive(lines, user, preconditions),
      commit: async (received, manager) => {
        const accepted = await this.imports.accept(received, manager);
        const headers = { Location: `/imports/${accepted.id}`, 'Retry-After': '1' };
        return { body: ImportDto.from(accepted), headers, userId: user.id };
      },
      undo: (received) => this.imports.discard(received),
    });
  }
}
