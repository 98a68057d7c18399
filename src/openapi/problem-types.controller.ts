import { Controller, Get, Header, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/public.decorator.js';
import { ApiProblems } from '../problems/api-problems.decorator.js';
import { RouteNotFound } from '../problems/http.problems.js';
import { PROBLEM_TYPES } from '../problems/problem.exception.js';

/** The pages that the `type` of a problem refers to (RFC 9457 §3.1.1). */
@ApiTags('documentation')
@Controller('problems')
@Public()
export class ProblemTypesController {
  @Get(':type')
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'text/html; charset=utf-8')
  @ApiOperation({
    summary: 'Read about a problem type',
    description: 'The page to which the `type` of a problem leads.',
  })
  @ApiParam({
    name: 'type',
    description: 'The last part of a `type`.',
    schema: { type: 'string', example: 'name-taken' },
  })
  @ApiOkResponse({
    description: 'A page that explains the problem type.',
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  @ApiProblems({ 404: RouteNotFound })
  findOne(@Param('type') type: string): string {
    const definition = PROBLEM_TYPES.get(type);
    if (!definition) throw new RouteNotFound('No problem type has this name.');
    const { status, title, description } = definition;
    return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${description.replaceAll(/`(.+?)`/g, '<code>$1</code>')}</p>
    <p>Status code: ${status}</p>
  </body>
</html>
`;
  }
}
