import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiSeeOtherResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LOCATION_HEADER } from '#openapi';
import { setNextLink } from '#pagination';
import { ApiProblems, RETRY_AFTER_HEADER, ServiceUnavailable } from '#problem-details';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { Config } from '../config/config.js';
import { ImportDto, NEXT_RESULTS_HEADER, ReportDto } from './dto/import.dto.js';
import { DONE_ID, ImportParams, ReportQuery, WAITING_ID } from './dto/import.params.js';
import { ImportGone, ImportNotFound, NotYourImport, ReportNotReady } from './imports.problems.js';
import { ImportsService } from './imports.service.js';

const REPORT_LOCATION = {
  Location: {
    ...LOCATION_HEADER.Location,
    description: 'The report.',
    example: `/imports/${WAITING_ID}/report`,
  },
};

/** One import. */
@ApiTags('imports')
@Controller('imports/:id')
@ApiProblems({ 403: NotYourImport, 404: ImportNotFound, 410: ImportGone, 503: ServiceUnavailable })
export class ImportController {
  constructor(
    private readonly imports: ImportsService,
    private readonly config: Config,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'See how far an import is',
    description:
      'A 200 while it waits or runs; ask again after `Retry-After`. When it is done, a 303 to its report: a client that follows redirects gets the report, whose `state` is `done`.',
  })
  @ApiOkResponse({ description: 'Not done yet.', type: ImportDto, headers: RETRY_AFTER_HEADER })
  @ApiSeeOtherResponse({ description: 'Done.', headers: REPORT_LOCATION })
  async findOne(
    @Param() { id }: ImportParams,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportDto | undefined> {
    const found = await this.imports.findOne(id, user);
    reply.status(found.finishedAt ? HttpStatus.SEE_OTHER : HttpStatus.OK);
    if (found.finishedAt) return void reply.header('Location', `/imports/${id}/report`);
    reply.header('Retry-After', '1');
    return ImportDto.from(found);
  }

  @Get('report')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Read what became of each line',
    description:
      'A result for each line that is not empty, in order, with the status and the problem that a PUT of it would have got. It is kept for a day after the end.',
  })
  @ApiParam({ name: 'id', example: DONE_ID })
  @ApiOkResponse({ description: 'A page.', type: ReportDto, headers: NEXT_RESULTS_HEADER })
  @ApiProblems({ 404: [ImportNotFound, ReportNotReady] })
  async findReport(
    @Param() { id }: ImportParams,
    @Query() query: ReportQuery,
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportDto> {
    const { done, page } = await this.imports.findReport(id, user, query);
    setNextLink(page, reply);
    return ReportDto.from(done, page, this.config.basePath);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Delete an import and its report',
    description:
      'Cancels what is not done: after the 204, no line is imported. Then the import is a 410 for a week, and a 404 after that.',
  })
  @ApiNoContentResponse({ description: 'Deleted.' })
  async remove(
    @Param() { id }: ImportParams,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<void> {
    await this.imports.remove(id, user);
  }
}
