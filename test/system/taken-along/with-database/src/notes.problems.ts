import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

export class NoteNotFound extends ProblemType({
  type: 'note-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'Note not found',
  description: 'No note has this id.',
  solution: 'Create the note with PUT.',
}) {}
