import { fileURLToPath } from 'node:url';
import type {} from '@fastify/static'; // the type of `reply.sendFile()`
import { Controller, Get, HttpCode, HttpStatus, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ServesHtml } from '#strict-http';
import { Public } from '../../src/auth/public.decorator.js';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/** A page for browsers, as /docs is, and so no part of the OpenAPI document. */
@ApiExcludeController()
@Controller()
@Public()
@ServesHtml()
export class TourController {
  @Get()
  @HttpCode(HttpStatus.OK)
  getPage(@Res() reply: FastifyReply): void {
    reply.sendFile('index.html');
  }

  @Get('tour/requests.http')
  @HttpCode(HttpStatus.OK)
  getRequests(@Res() reply: FastifyReply): void {
    reply
      .type('text/plain; charset=utf-8')
      .sendFile('requests.http', PROJECT, { contentType: false });
  }

  @Get('tour/:file')
  @HttpCode(HttpStatus.OK)
  getFile(@Param('file') file: string, @Res() reply: FastifyReply): void {
    reply.sendFile(file);
  }
}
