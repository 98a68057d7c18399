import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashPassword } from '../auth/password.js';
import { breaks } from '../database/database-errors.js';
import { entityOfRow } from '../database/entity-of-row.js';
import { onlyIf, refusal } from '../database/preconditions.js';
import type { Preconditions } from '../http/conditions.js';
import { User } from './user.entity.js';
import { UserNotFound, UserOwnsItems } from './users.problems.js';

/** What a client decides about a user. */
interface UserFields {
  name: string;
  email: string;
  password: string;
}

@Injectable()
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  /** Up to `limit` users in the order in which they were made. */
  findAll(limit: number): Promise<User[]> {
    return this.users.find({ order: { id: 'ASC' }, take: limit });
  }

  async findOne(id: string): Promise<User> {
    const user = await this.users.findOneBy({ id });
    if (!user) throw new UserNotFound(id);
    return user;
  }

  /** Whether the email is taken is for the database to say, not for a look beforehand. */
  async create(fields: UserFields): Promise<User> {
    const user = this.users.create({ id: uuidv7(), role: 'member', ...(await columns(fields)) });
    await this.users.insert(user);
    return user;
  }

  /** Changes the fields that are given, and leaves the others. */
  async update(
    id: string,
    fields: Partial<UserFields>,
    preconditions: Preconditions,
  ): Promise<User> {
    const statement = this.users
      .createQueryBuilder()
      .update()
      .set({
        ...(await columns(fields)),
        etag: () => 'gen_random_uuid()',
        updatedAt: () => 'now()',
      })
      .where({ id });
    const result = await onlyIf(statement, preconditions).returning('*').execute();
    const [row] = result.raw as object[];
    if (!row) throw await refusal(this.users, preconditions, id, new UserNotFound(id));
    return entityOfRow(this.users, row);
  }

  async remove(id: string, preconditions: Preconditions): Promise<void> {
    const statement = this.users.createQueryBuilder().delete().where({ id });
    try {
      const { affected } = await onlyIf(statement, preconditions).execute();
      if (affected === 0) throw await refusal(this.users, preconditions, id, new UserNotFound(id));
    } catch (error) {
      throw breaks(error, 'items_owner_id_fkey') ? new UserOwnsItems(id) : error;
    }
  }
}

/** The columns that hold the given fields: an email takes two, and a password only its hash. */
async function columns({ name, email, password }: Partial<UserFields>): Promise<Partial<User>> {
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email, emailKey: email.toLowerCase() }),
    ...(password !== undefined && { passwordHash: await hashPassword(password) }),
  };
}
