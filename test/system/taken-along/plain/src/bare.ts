import {
  Body,
  Controller,
  Delete,
  Get,
  Module,
  NotFoundException,
  Param,
  Put,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PutNoteDto } from './put-note.dto.js';

/* The application before it takes anything along. */

@Controller('notes/:id')
class NoteController {
  private readonly notes = new Map<string, PutNoteDto>();

  @Get()
  findOne(@Param('id') id: string): PutNoteDto {
    const note = this.notes.get(id);
    if (!note) throw new NotFoundException();
    return note;
  }

  @Put()
  upsert(@Param('id') id: string, @Body() body: PutNoteDto): PutNoteDto {
    this.notes.set(id, body);
    return body;
  }

  @Delete()
  remove(@Param('id') id: string): void {
    this.notes.delete(id);
  }
}

@Module({ controllers: [NoteController] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
app.useGlobalPipes(new ValidationPipe());
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
