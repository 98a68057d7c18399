import { Problem } from '../http/problems.js';

export class UserNotFound extends Problem {
  constructor(id: string) {
    super('user-not-found', `No user has the id "${id}".`);
  }
}

export class UserOwnsItems extends Problem {
  constructor(id: string) {
    super('user-owns-items', `The user "${id}" still owns items. Delete those first.`);
  }
}
