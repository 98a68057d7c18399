import { ApiProperty } from '@nestjs/swagger';
import type { Note } from './notes.service.js';

export class NoteDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  text: string;

  static from({ id, text }: Note): NoteDto {
    return { id, text };
  }
}
