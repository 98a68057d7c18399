import {
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Optional,
  Param,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  type ApiResponseOptions,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems } from './api-problems.decorator.js';
import { RouteNotFound } from './http.problems.js';
import { negotiateMediaType } from './negotiate-media-type.js';
import { ProblemPages } from './problem-pages.js';
import { ProblemTypeDto, ProblemTypeListDto } from './problem-type.dto.js';
import { PROBLEM_TYPES } from './problem.exception.js';
import { PROBLEM_DETAILS_OPTIONS, type ProblemDetailsOptions } from './problem.filter.js';

/* What Fastify's requests and replies and Express's requests and responses have in common. */

interface HttpRequest {
  headers: { accept?: string };
}

interface HttpResponse {
  getHeader(name: string): string | number | string[] | undefined;
  header(name: string, value: string): unknown;
}

/** What the `type` of a problem refers to (RFC 9457 §3.1.1): a page, or JSON for a client that prefers it. */
@ApiTags('documentation')
@Controller('problems')
@ApiExtraModels(ProblemTypeDto, ProblemTypeListDto)
export class ProblemTypesController {
  constructor(
    private readonly pages: ProblemPages,
    @Optional()
    @Inject(PROBLEM_DETAILS_OPTIONS)
    private readonly options: ProblemDetailsOptions = {},
  ) {}

  @Get()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List the problem types',
    description: 'A page for browsers, JSON for `Accept: application/json`.',
  })
  @ApiOkResponse(htmlOrJson('Every problem type.', ProblemTypeListDto))
  findAll(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): ProblemTypeListDto | string {
    const definitions = [...PROBLEM_TYPES.values()].sort((a, b) => a.status - b.status);
    if (negotiateHtml(request, response)) return this.pages.renderAll(definitions);
    const { basePath } = this.options;
    return { problemTypes: definitions.map((type) => ProblemTypeDto.from(type, basePath)) };
  }

  @Get(':type')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Read about a problem type',
    description:
      'Where the `type` of a problem leads: a page for browsers, JSON for `Accept: application/json`.',
  })
  @ApiParam({
    name: 'type',
    description: 'The last part of a `type`.',
    schema: { type: 'string', example: 'precondition-failed' },
  })
  @ApiOkResponse(htmlOrJson('What the problem type means, and what to do.', ProblemTypeDto))
  @ApiProblems({ 404: RouteNotFound })
  findOne(
    @Param('type') type: string,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): ProblemTypeDto | Promise<string> {
    const definition = PROBLEM_TYPES.get(type);
    if (!definition) throw new RouteNotFound('No problem type has this name.');
    return negotiateHtml(request, response)
      ? this.pages.renderOne(definition, this.options.basePath)
      : ProblemTypeDto.from(definition, this.options.basePath);
  }
}

/** The media type of the content depends on `Accept` (RFC 9110 §12.5.5). */
export function htmlOrJson(description: string, type: new () => object): ApiResponseOptions {
  return {
    description,
    headers: {
      Vary: {
        description: 'The media type depends on `Accept`.',
        required: true,
        schema: { type: 'string', pattern: '(?:^|, )Accept(?:,|$)' },
        example: 'Accept',
      },
    },
    content: {
      'text/html': { schema: { type: 'string' } },
      'application/json': { schema: { $ref: getSchemaPath(type) } },
    },
  };
}

/**
 * Sets the headers of the representation that `Accept` prefers (RFC 9110 §12.5.1): HTML, unless a client
 * asks for JSON, or for problem details. A client that accepts neither gets HTML, as RFC 9110 §12.4.1 permits:
 * a page that explains an error must not become another error.
 */
export function negotiateHtml({ headers }: HttpRequest, response: HttpResponse): boolean {
  const mediaTypes = ['text/html', 'application/json', 'application/problem+json'];
  const isHtml = !negotiateMediaType(headers.accept, mediaTypes)?.endsWith('json');
  const others = response.getHeader('vary');
  response.header('Vary', others ? `${String(others)}, Accept` : 'Accept');
  response.header('Content-Type', `${isHtml ? 'text/html' : 'application/json'}; charset=utf-8`);
  return isHtml;
}
