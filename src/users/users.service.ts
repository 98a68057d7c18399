import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { InvalidToken } from '../auth/auth.problems.js';
import type { CallerIdentity } from '../auth/caller.js';
import { hashPassword } from '../auth/password.js';
import { breaks } from '../database/database-errors.js';
import { OwnedRows, type Write } from '../database/owned-rows.js';
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
  private readonly owned: OwnedRows<User>;

  constructor(@InjectRepository(User) private readonly users: Repository<User>) {
    this.owned = new OwnedRows(users, 'id');
  }

  /** Up to `limit` users in the order in which they were made, from the one after `after`. */
  findAll(limit: number, after: string | undefined): Promise<User[]> {
    const where = after === undefined ? {} : { id: MoreThan(after) };
    return this.users.find({ where, order: { id: 'ASC' }, take: limit });
  }

  async findOne(id: string): Promise<User> {
    const { user } = await this.findBoth(id);
    return user;
  }

  /** A user, and who is looking, in one statement. */
  async findBoth(id: string, caller?: CallerIdentity): Promise<{ user: User; viewer?: User }> {
    const ids = [id.toLowerCase(), ...(caller ? [caller.id] : [])];
    const found = await this.users.findBy({ id: In(ids) });
    const viewer = found.find((candidate) => candidate.id === caller?.id);
    if (caller && !viewer) throw new InvalidToken();
    const user = found.find((candidate) => candidate.id === ids[0]);
    if (!user) throw new UserNotFound(id);
    return { user, viewer };
  }

  /** Who is looking, if they say so. */
  async findViewer(caller: CallerIdentity | undefined): Promise<User | undefined> {
    if (!caller) return undefined;
    const viewer = await this.users.findOneBy({ id: caller.id });
    if (!viewer) throw new InvalidToken();
    return viewer;
  }

  /** Whether the email is taken is for the database to say, not for a look beforehand. */
  async create(fields: UserFields): Promise<User> {
    const user = this.users.create({ id: uuidv7(), role: 'member', ...(await columns(fields)) });
    await this.users.insert(user);
    return user;
  }

  /** Changes the fields that are given, and leaves the others. */
  async update(write: Write, fields: Partial<UserFields>): Promise<User> {
    return this.owned.update(write, await columns(fields), new UserNotFound(write.id));
  }

  async remove(write: Write): Promise<void> {
    try {
      await this.owned.delete(write, new UserNotFound(write.id));
    } catch (error) {
      throw breaks(error, 'items_owner_id_fkey') ? new UserOwnsItems(write.id) : error;
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
