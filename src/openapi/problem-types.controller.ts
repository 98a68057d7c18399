import { Controller, Get, HttpCode, HttpStatus, Param, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  type ApiResponseOptions,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Public } from '../auth/public.decorator.js';
import { Config } from '../config/config.js';
import { addVary, VARY_ACCEPT_HEADER } from '../http/response-headers.js';
import { ApiProblems } from '../problems/api-problems.decorator.js';
import { RouteNotFound } from '../problems/http.problems.js';
import { PROBLEM_TYPES } from '../problems/problem.exception.js';
import { ProblemTypeListDto } from './dto/problem-type-list.dto.js';
import { ProblemTypeDto } from './dto/problem-type.dto.js';
import { renderProblemType, renderProblemTypes } from './problem-pages.js';

/** What the `type` of a problem refers to (RFC 9457 §3.1.1): a page, or JSON for a client that prefers it. */
@ApiTags('documentation')
@Controller('problems')
@Public()
@ApiExtraModels(ProblemTypeDto, ProblemTypeListDto)
export class ProblemTypesController {
  constructor(private readonly config: Config) {}

  @Get()
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List the problem types',
    description: 'A page for browsers, JSON for `Accept: application/json`.',
  })
  @ApiOkResponse(htmlOrJson('Every problem type.', ProblemTypeListDto))
  findAll(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ProblemTypeListDto | string {
    const definitions = [...PROBLEM_TYPES.values()].sort((a, b) => a.status - b.status);
    if (negotiateHtml(request, reply)) return renderProblemTypes(definitions);
    const { basePath } = this.config;
    return { problemTypes: definitions.map((type) => ProblemTypeDto.from(type, basePath)) };
  }

  @Get(':type')
  @RouteConfig({ servesHtml: true })
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ProblemTypeDto | string {
    const definition = PROBLEM_TYPES.get(type);
    if (!definition) throw new RouteNotFound('No problem type has this name.');
    if (!negotiateHtml(request, reply)) {
      return ProblemTypeDto.from(definition, this.config.basePath);
    }
    const hasTour = request.server.hasRoute({ method: 'GET', url: '/' });
    return renderProblemType(definition, hasTour ? `../#${type}` : undefined);
  }
}

function htmlOrJson(description: string, type: new () => object): ApiResponseOptions {
  return {
    description,
    headers: VARY_ACCEPT_HEADER,
    content: {
      'text/html': { schema: { type: 'string' } },
      'application/json': { schema: { $ref: getSchemaPath(type) } },
    },
  };
}

/**
 * Sets the headers of the representation that `Accept` prefers (RFC 9110 §12.5.1): HTML, unless a client
 * asks for JSON. A client that accepts neither gets HTML, as RFC 9110 §12.4.1 permits: a page that
 * explains an error must not become another error.
 */
function negotiateHtml(request: FastifyRequest, reply: FastifyReply): boolean {
  const preferred = new Negotiator(request).mediaType(['text/html', 'application/json']);
  const isHtml = preferred !== 'application/json';
  addVary(reply, 'Accept');
  reply.header('Content-Type', `${isHtml ? 'text/html' : 'application/json'}; charset=utf-8`);
  return isHtml;
}
