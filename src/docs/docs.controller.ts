import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '../http/swagger.js';
import { ApiDocument } from './api-document.js';

const HTML = { 'text/html': { schema: { type: 'string' } } } as const;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Response codes: the API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  persistAuthorization: true,
});
`;

/** The files of Swagger UI that the page needs, and their media types. */
const ASSETS: Partial<Record<string, string>> = {
  'favicon-32x32.png': 'image/png',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

@ApiTags('documentation')
@Controller()
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  @ApiOperation({ summary: 'Get this document' })
  @Get('openapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOkResponse({
    description: 'OpenAPI 3.1.',
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  openapi(): Promise<string> {
    return this.document.json();
  }

  @ApiOperation({ summary: 'A page to try the API on' })
  @Get('docs')
  @RouteConfig({ isPage: true })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @ApiOkResponse({ description: 'Swagger UI.', content: HTML })
  page(): string {
    return PAGE;
  }

  @ApiExcludeEndpoint()
  @Get('docs/start.js')
  @RouteConfig({ isPage: true })
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  startScript(): string {
    return START_SCRIPT;
  }

  @ApiExcludeEndpoint()
  @Get('docs/:asset')
  @RouteConfig({ isPage: true })
  async asset(
    @Param('asset') asset: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const type = ASSETS[asset];
    if (!type) throw new NotFoundException();
    reply.header('Content-Type', type).header('Cache-Control', 'public, max-age=3600');
    return readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${asset}`));
  }
}
