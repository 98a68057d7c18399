import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import { IsText, SLUG_PATTERN } from '#validation';
import type { Note } from './note.entity.js';

export class NoteParams {
  @ApiProperty({ example: 'first' })
  @Matches(SLUG_PATTERN)
  id: string;
}

export class PutNoteDto {
  @ApiProperty({ example: 'Hello' })
  @IsText(1, 80)
  text: string;
}

export class NoteDto {
  @ApiProperty({ example: 'first' })
  id: string;

  @ApiProperty({ example: 'Hello' })
  text: string;

  static from({ id, text }: Note): NoteDto {
    return { id, text };
  }
}

export class NoteListDto {
  @ApiProperty({ type: [NoteDto] })
  notes: NoteDto[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<Note>): NoteListDto {
    return { notes: entries.map((note) => NoteDto.from(note)), nextCursor };
  }
}
