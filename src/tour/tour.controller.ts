import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Controller, Get, HttpCode, HttpStatus, Param, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { Config } from '../config/config.js';
import { ApiConditionalGet } from '../http/preconditions.js';
import {
  CONTENT_ENCODING_HEADER,
  STATIC_CONTENT_HEADERS,
  StaticContent,
} from '../openapi/static-content.js';
import { RouteNotFound } from '../problems/http.problems.js';

/** The package. The files are served from `src`, also when this file runs in `dist`. */
const PACKAGE = new URL('../../', import.meta.url);

const FILES = new Map(
  [
    'src/tour/public/index.html',
    'src/tour/public/tour.css',
    'src/tour/public/tour.js',
    'src/tour/public/matrix.js',
    'src/tour/public/details.js',
    'src/tour/public/dom.js',
    'src/tour/public/player.js',
    'src/tour/public/requests-http.js',
    'src/tour/public/codes.js',
    'src/tour/public/handlers.json',
    'requests.http',
  ].map((path) => [path.split('/').at(-1), path]),
);

const MEDIA_TYPES: Partial<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.http': 'text/plain',
};

/** The variables of requests.http with which the demo's users log in. */
const CREDENTIALS = /^@(adminEmail|memberEmail|password) = .*$/gm;

@ApiTags('documentation')
@Controller()
@Public()
export class TourController {
  private readonly contents = new Map<string, StaticContent>();

  constructor(private readonly config: Config) {}

  @Get()
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'See every code happen',
    description: 'A page that sends the requests of `requests.http` to this service.',
  })
  @ApiOkResponse({
    description: 'The tour.',
    content: { 'text/html': { schema: { type: 'string' } } },
    headers: { ...STATIC_CONTENT_HEADERS, ...CONTENT_ENCODING_HEADER },
  })
  @ApiConditionalGet(STATIC_CONTENT_HEADERS)
  getPage(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.getFile('index.html', reply);
  }

  @Get('tour/:file')
  @RouteConfig({ servesHtml: true })
  @HttpCode(HttpStatus.OK)
  @ApiExcludeEndpoint()
  async getFile(
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const path = FILES.get(file);
    if (!path) throw new RouteNotFound();
    const content = this.contents.get(file) ?? (await this.readContent(path));
    this.contents.set(file, content);
    reply.header('Content-Type', `${MEDIA_TYPES[extname(file)]}; charset=utf-8`);
    return content.prepare(reply);
  }

  private async readContent(path: string): Promise<StaticContent> {
    const text = await readFile(new URL(path, PACKAGE), 'utf8');
    // In production, the page asks for tokens instead.
    return StaticContent.create(
      this.config.isProduction ? text.replace(CREDENTIALS, '@$1 =') : text,
    );
  }
}
