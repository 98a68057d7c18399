import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Put,
  Res,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  ApiConditionalGet,
  ETAG_HEADER,
  formatEtag,
  IfMatchRequired,
  type Preconditions,
  RequestPreconditions,
} from '#conditional-requests';
import {
  ApiBodyProblems,
  ApiProblems,
  InvalidParameters,
  NotAcceptable,
  PreconditionFailed,
  PreconditionRequired,
} from '#problem-details';
import { NoteDto } from './note.dto.js';
import { NoteNotFound } from './notes.problems.js';
import { NotesService } from './notes.service.js';
import { PutNoteDto } from './put-note.dto.js';

const LOCATION_HEADER = { Location: { schema: { type: 'string' } } } as const;

@Controller('notes/:id')
export class NoteController {
  constructor(private readonly notes: NotesService) {}

  // cut: etag
  @Get()
  @ApiOkResponse({ type: NoteDto, headers: ETAG_HEADER })
  @ApiConditionalGet() // 304 412
  @ApiProblems({ 400: InvalidParameters, 404: NoteNotFound, 406: NotAcceptable })
  findOne(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): NoteDto {
    const note = this.notes.findOne(id);
    reply.header('ETag', formatEtag(note));
    return NoteDto.from(note);
  }
  // /cut

  @Put()
  @ApiCreatedResponse({ type: NoteDto, headers: LOCATION_HEADER })
  @ApiOkResponse({ type: NoteDto })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 400: InvalidParameters, 406: NotAcceptable, 412: PreconditionFailed })
  upsert(
    @Param('id') id: string,
    @Body() { text }: PutNoteDto,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): NoteDto {
    const { note, isCreated } = this.notes.upsert(id, text, preconditions);
    if (isCreated) reply.header('Location', `/notes/${id}`);
    reply.status(isCreated ? HttpStatus.CREATED : HttpStatus.OK);
    return NoteDto.from(note);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse()
  @ApiProblems({ 400: InvalidParameters, 404: NoteNotFound, 412: PreconditionFailed })
  @ApiProblems({ 428: PreconditionRequired })
  remove(@Param('id') id: string, @IfMatchRequired() preconditions: Preconditions): void {
    this.notes.remove(id, preconditions);
  }
}
