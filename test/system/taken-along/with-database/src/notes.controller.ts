import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ApiConditionalGet,
  ETAG_HEADER,
  formatEtag,
  type Preconditions,
  RequestPreconditions,
} from '#conditional-requests';
import { Idempotent, IdempotencyService } from '#idempotency';
import { LOCATION_HEADER } from '#openapi';
import { NEXT_LINK_HEADER, PageQuery, setNextLink } from '#pagination';
import {
  ApiBodyProblems,
  ApiProblems,
  PreconditionFailed,
  ServiceUnavailable,
} from '#problem-details';
import { NoteDto, NoteListDto, NoteParams, PutNoteDto } from './note.dto.js';
import { Note } from './note.entity.js';
import { NoteNotFound } from './notes.problems.js';
import { NoteCopies } from './note-copies.js';
import { NotesService } from './notes.service.js';

@Controller('notes')
@ApiProblems({ 503: ServiceUnavailable })
export class NotesController {
  constructor(
    private readonly notes: NotesService,
    private readonly idempotency: IdempotencyService,
    private readonly copies: NoteCopies,
  ) {}

  // cut: page
  @Get()
  @ApiOkResponse({ type: NoteListDto, headers: NEXT_LINK_HEADER })
  async findAll(
    @Query() query: PageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoteListDto> {
    const page = await this.notes.findAll(query);
    setNextLink(page, reply);
    return NoteListDto.from(page);
  }
  // /cut

  @Post()
  @ApiCreatedResponse({ type: NoteDto, headers: LOCATION_HEADER })
  @ApiBodyProblems() // 400 413 415 422
  @Idempotent() // 409 422
  create(
    @Body() { text }: PutNoteDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoteDto> {
    // cut: idempotent
    return this.idempotency.run(request, reply, {
      prepare: () => Promise.resolve({ id: randomUUID(), text }),
      commit: async (note, manager) => {
        await manager.insert(Note, { ...note }); // it adds columns to what it gets
        return { body: note, headers: { Location: `/notes/${note.id}` } };
      },
    });
    // /cut
  }

  @Get(':id')
  @ApiOkResponse({ type: NoteDto, headers: ETAG_HEADER })
  @ApiConditionalGet() // 304 412
  @ApiProblems({ 404: NoteNotFound })
  async findOne(
    @Param() { id }: NoteParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoteDto> {
    const note = await this.notes.findOne(id);
    reply.header('ETag', formatEtag(note));
    return NoteDto.from(note);
  }

  @Post(':id/copy')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ description: 'It will be copied.' })
  async copy(@Param() { id }: NoteParams): Promise<void> {
    await this.copies.request(id);
  }

  @Put(':id')
  @ApiCreatedResponse({ type: NoteDto, headers: LOCATION_HEADER })
  @ApiOkResponse({ type: NoteDto })
  @ApiBodyProblems() // 400 413 415 422
  @ApiProblems({ 412: PreconditionFailed })
  async upsert(
    @Param() { id }: NoteParams,
    @Body() { text }: PutNoteDto,
    @RequestPreconditions() preconditions: Preconditions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoteDto> {
    const { entity, created } = await this.notes.upsert(id, text, preconditions);
    if (created) reply.header('Location', `/notes/${id}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return NoteDto.from(entity);
  }
}
