import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { assertPreconditions, type Preconditions } from '#conditional-requests';
import { NoteNotFound } from './notes.problems.js';

export interface Note {
  id: string;
  text: string;
  revision: { etag: string };
}

@Injectable()
export class NotesService {
  private readonly notes = new Map<string, Note>();

  /** @throws NoteNotFound */
  findOne(id: string): Note {
    const note = this.notes.get(id);
    if (!note) throw new NoteNotFound();
    return note;
  }

  /** @throws PreconditionFailed */
  upsert(
    id: string,
    text: string,
    preconditions: Preconditions,
  ): { note: Note; isCreated: boolean } {
    const current = this.notes.get(id);
    assertPreconditions(preconditions, current?.revision.etag);
    const note = { id, text, revision: { etag: randomUUID() } };
    this.notes.set(id, note);
    return { note, isCreated: !current };
  }

  /** @throws NoteNotFound, PreconditionFailed or PreconditionRequired */
  remove(id: string, preconditions: Preconditions): void {
    const { revision } = this.findOne(id);
    assertPreconditions(preconditions, revision.etag);
    this.notes.delete(id);
  }
}
