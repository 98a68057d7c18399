import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Controller, Get, HttpCode, HttpStatus, Param, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../src/auth/public.decorator.js';
import { Config } from '../../src/config/config.js';
import { ApiConditionalGet } from '#conditional-requests';
import { RouteNotFound } from '#problem-details';
import {
  CONTENT_ENCODING_HEADER,
  STATIC_CONTENT_HEADERS,
  StaticContent,
} from './static-content.js';

/** The package. The files are served from `demo`, while this file runs in `dist`. */
const PACKAGE = new URL('../../../', import.meta.url);

const FILES = new Map(
  [
    'demo/tour/public/index.html',
    'demo/tour/public/tour.css',
    'demo/tour/public/tour.js',
    'demo/tour/public/matrix.js',
    'demo/tour/public/details.js',
    'demo/tour/public/dom.js',
    'demo/tour/public/player.js',
    'demo/tour/public/requests-http.js',
    'demo/tour/public/codes.js',
    'demo/tour/public/handlers.json',
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
