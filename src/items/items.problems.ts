import { HttpStatus } from '@nestjs/common';
import { InvalidBody, ProblemType } from '#problem-details';

export class ItemNotFound extends ProblemType({
  type: 'item-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'Item not found',
  description: 'No item has this id.',
  solution: '`GET /items` lists the ids; PUT creates an item with a new one.',
}) {
  constructor(id: string) {
    super(`No item has the id "${id}".`);
  }
}

export class ItemNameTaken extends ProblemType({
  type: 'name-taken',
  status: HttpStatus.CONFLICT,
  title: 'Name taken',
  description: 'Another item has this name. Names are unique to the letter.',
  solution: 'Choose another name, or change the item that has this one.',
}) {}

/** The body of a PUT has another id than the path. */
export class IdMismatch extends InvalidBody {
  constructor(id: string) {
    super([{ pointer: '#/id', detail: `must be "${id}", the id in the path, or absent` }]);
  }
}
