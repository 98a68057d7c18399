import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, HttpCode, HttpStatus, Param, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { ApiConditionalGet } from '../http/preconditions.js';
import { RouteNotFound } from '../problems/http.problems.js';
import { COMPACT_STYLES, PAGE, START_SCRIPT } from './docs-page.js';
import {
  CONTENT_ENCODING_HEADER,
  STATIC_CONTENT_HEADERS,
  StaticContent,
} from './static-content.js';

/** The page, under a name that no path has, and its files, with their media types. */
const MEDIA_TYPE_BY_FILE = new Map([
  ['', 'text/html; charset=utf-8'],
  ['start.js', 'text/javascript; charset=utf-8'],
  ['compact.css', 'text/css; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** Those of this project; the others are in the package of Swagger UI. */
const OWN_FILES = new Map([
  ['', PAGE],
  ['start.js', START_SCRIPT],
  ['compact.css', COMPACT_STYLES],
]);

@ApiTags('documentation')
@Controller('docs')
@Public()
export class DocsController {
  private readonly contents = new Map<string, StaticContent>();

  @Get()
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Try the API in a browser',
    description: 'Swagger UI, which sends requests to this service.',
  })
  @ApiOkResponse({
    description: 'Swagger UI.',
    content: { 'text/html': { schema: { type: 'string' } } },
    headers: { ...STATIC_CONTENT_HEADERS, ...CONTENT_ENCODING_HEADER },
  })
  @ApiConditionalGet(STATIC_CONTENT_HEADERS)
  getPage(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.getFile('', reply);
  }

  @Get(':file')
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiExcludeEndpoint()
  async getFile(
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const mediaType = MEDIA_TYPE_BY_FILE.get(file);
    if (!mediaType) throw new RouteNotFound();
    const content = this.contents.get(file) ?? (await readContent(file));
    this.contents.set(file, content);
    reply.header('Content-Type', mediaType);
    return content.prepare(reply);
  }
}

async function readContent(file: string): Promise<StaticContent> {
  const { resolve } = createRequire(import.meta.url);
  return StaticContent.create(
    OWN_FILES.get(file) ?? (await readFile(resolve(`swagger-ui-dist/${file}`))),
  );
}
