import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, Header, HttpCode, HttpStatus, Param, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { RouteNotFound } from '../problems/http.problems.js';

// Its URLs are relative, so they also lead to the files where a proxy removes a prefix of the path.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Response codes: the API</title>
    <link rel="icon" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

// A file of its own, because the Content-Security-Policy forbids inline scripts.
const START_SCRIPT = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  persistAuthorization: true,
});
`;

/** The files of Swagger UI that the page needs, with their media types. */
const MEDIA_TYPE_BY_FILE = new Map([
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

@ApiTags('documentation')
@Controller('docs')
@Public()
export class DocsController {
  @Get()
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'Try the API in a browser' })
  @ApiOkResponse({
    description: 'Swagger UI.',
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  getPage(): string {
    return PAGE;
  }

  @Get('start.js')
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @ApiExcludeEndpoint()
  getStartScript(): string {
    return START_SCRIPT;
  }

  @Get(':file')
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiExcludeEndpoint()
  getFile(
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const mediaType = MEDIA_TYPE_BY_FILE.get(file);
    if (!mediaType) throw new RouteNotFound();
    reply.header('Content-Type', mediaType).header('Cache-Control', 'public, max-age=3600');
    return readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${file}`));
  }
}
