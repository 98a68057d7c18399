import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

export class UserNotFound extends ProblemType({
  type: 'user-not-found',
  status: HttpStatus.NOT_FOUND,
  title: 'User not found',
  description: 'No user has this id.',
  solution: '`GET /users` lists the ids.',
}) {
  constructor(id: string) {
    super(`No user has the id "${id}".`);
  }
}

export class EmailTaken extends ProblemType({
  type: 'email-taken',
  status: HttpStatus.CONFLICT,
  title: 'Email taken',
  description: 'Another user has this email. Emails are unique, whatever their case.',
  solution: 'Choose another email, or log in as the user who has this one.',
}) {}

export class UserOwnsItems extends ProblemType({
  type: 'user-owns-items',
  status: HttpStatus.CONFLICT,
  title: 'User owns items',
  description: 'A user who still owns something cannot be deleted.',
  solution: 'Delete the items of this user first: `GET /users/{id}/items` lists them.',
}) {
  constructor(id: string) {
    super(`The user "${id}" still owns something. Delete that first.`);
  }
}
