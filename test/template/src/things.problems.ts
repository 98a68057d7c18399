import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

export class ThingNotFound extends ProblemType({
  type: 'thing-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'Thing not found',
  description: 'No thing has this id.',
  solution: 'Look the id up in a list, or create the thing.',
}) {
  constructor(id: string) {
    super(`No thing has the id "${id}".`);
  }
}

export class ThingNameTaken extends ProblemType({
  type: 'thing-name-taken',
  status: HttpStatus.CONFLICT,
  title: 'Name taken',
  description: 'Another thing has this name.',
  solution: 'Choose another name.',
}) {}

export class ThingArchived extends ProblemType({
  type: 'thing-archived',
  status: HttpStatus.CONFLICT,
  title: 'Thing archived',
  description: 'The thing is archived already.',
  solution: 'Nothing is left to do.',
}) {}
