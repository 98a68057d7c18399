import { InvalidBody, Problem } from '../http/problems.js';

export class ItemNotFound extends Problem {
  constructor(id: string) {
    super('item-not-found', `No item has the id "${id}".`);
  }
}

/** The body of a PUT names another item than the path. */
export class IdMismatch extends InvalidBody {
  constructor(id: string) {
    super([{ pointer: '#/id', detail: `must be "${id}", the id in the path, or left out` }]);
  }
}
