import { Controller, Get, Header, Param } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiProblems } from '../http/api-problems.js';
import { Problem, PROBLEMS, type ProblemType } from '../http/problems.js';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '../http/swagger.js';

/** The page behind the `type` of a problem (RFC 9457 §3.1.1). */
@ApiTags('documentation')
@Controller('problems')
export class ProblemsController {
  @ApiOperation({ summary: 'Read what a type of problem means' })
  @Get(':type')
  @RouteConfig({ isPage: true })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @ApiParam({ name: 'type', schema: { type: 'string', example: 'name-taken' } })
  @ApiOkResponse({
    description: 'A page.',
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  @ApiProblems('path-not-found')
  findOne(@Param('type') type: string): string {
    if (!Object.hasOwn(PROBLEMS, type)) {
      throw new Problem('path-not-found', 'There is no such type of problem.');
    }
    const { status, title, explanation } = PROBLEMS[type as ProblemType];
    return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${explanation.replaceAll(/`(.+?)`/g, '<code>$1</code>')}</p>
    <p>Status code: ${status}</p>
  </body>
</html>
`;
  }
}
