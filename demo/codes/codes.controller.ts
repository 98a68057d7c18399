import {
  Controller,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Optional,
  Param,
  Req,
  Res,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ApiExcludeEndpoint,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenApiDocument } from '#openapi';
import { ApiProblems, htmlOrJson, negotiateHtml, RouteNotFound } from '#problem-details';
import { ServesHtml } from '#strict-http';
import { Public } from '../../src/auth/public.decorator.js';
import { CodeDto, CodeListDto } from './code.dto.js';
import { type Code, describeCodes } from './describe-codes.js';
import { type Links, readStyles, renderCode, renderIndex } from './pages.js';

/** A page for each registered code, or JSON for a client that prefers it. Never a 406: it explains errors. */
@ApiTags('documentation')
@Controller()
@ApiExtraModels(CodeDto, CodeListDto)
@Public()
@ServesHtml()
export class CodesController {
  private codes: Promise<readonly Code[]> | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
    @Optional() private readonly document?: OpenApiDocument,
  ) {}

  @Get('codes')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List the response codes',
    description:
      'Every registered code, and which one wins when two apply: a page for browsers, JSON for `Accept: application/json`.',
  })
  @ApiOkResponse(htmlOrJson('Every registered code.', CodeListDto))
  async findAll(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeListDto | string> {
    const codes = await this.getCodes();
    if (negotiateHtml(request, reply)) return renderIndex(codes, this.toLinks('', 'codes/'));
    return { codes: codes.map((code) => CodeDto.from(code)) };
  }

  @Get('codes.css')
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', 'text/css; charset=utf-8')
  @ApiExcludeEndpoint()
  getStyles(): Promise<string> {
    return readStyles();
  }

  @Get('codes/:code')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Read when to send a response code',
    description:
      'When to send it and when another one, in Nest and here: a page for browsers, JSON for `Accept: application/json`.',
  })
  @ApiParam({
    name: 'code',
    description: 'Three digits.',
    schema: { type: 'string', example: '409' },
  })
  @ApiOkResponse(htmlOrJson('When to send it, and when another one.', CodeDto))
  @ApiProblems({ 404: RouteNotFound })
  async findOne(
    @Param('code') number: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeDto | string> {
    const found = (await this.getCodes()).find(({ code }) => String(code) === number);
    if (!found) throw new RouteNotFound('IANA has not registered this code.');
    if (negotiateHtml(request, reply)) return renderCode(found, this.toLinks('../', ''));
    return CodeDto.from(found);
  }

  private getCodes(): Promise<readonly Code[]> {
    if (!this.document) throw new RouteNotFound();
    return (this.codes ??= this.document
      .getContent()
      .then(({ text }) => describeCodes(JSON.parse(text) as object)));
  }

  /** @param root leads to `/` @param here leads to `/codes/` */
  private toLinks(root: string, here: string): Links {
    const hasTour = this.adapterHost.httpAdapter
      .getInstance()
      .hasRoute({ method: 'GET', url: '/' });
    const toCode = (code: number): string => `${here}${code}`;
    const index = `${root}codes`;
    return { index, style: `${root}codes.css`, toCode, root: root || './', hasTour };
  }
}
