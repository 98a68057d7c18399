import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type Preconditions, toPreconditionFailed } from '#conditional-requests';
import { type Page, type PageQuery, paginate } from '#pagination';
import { FastLane, VersionedTable } from '#postgres';
import { Note } from './note.entity.js';
import { NoteNotFound } from './notes.problems.js';

@Injectable()
export class NotesService {
  private readonly notes: VersionedTable<Note>;

  // cut: table
  constructor(@InjectRepository(Note) repository: Repository<Note>, lane: FastLane) {
    this.notes = new VersionedTable(repository, lane);
  }
  // /cut

  /** @throws PreconditionFailed */
  async upsert(id: string, text: string, preconditions: Preconditions): Promise<UpsertedNote> {
    const upserted = await this.notes.upsert(id, { text }, undefined, preconditions);
    if (!upserted) throw toPreconditionFailed(preconditions);
    return upserted;
  }

  // cut: paginate
  findAll(query: PageQuery): Promise<Page<Note>> {
    return paginate(query, (range) => this.notes.list(range));
  }
  // /cut

  /** @throws NoteNotFound */
  async findOne(id: string): Promise<Note> {
    const note = await this.notes.findOne(id);
    if (!note) throw new NoteNotFound();
    return note;
  }
}

interface UpsertedNote {
  entity: Note;
  created: boolean;
}
