import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { InvalidToken } from '../auth/auth.problems.js';
import type { CallerIdentity } from '../auth/caller.js';
import { hashPassword } from '../auth/password.js';
import { Database } from '../database/database.js';
import { breaks } from '../database/database-errors.js';
import { OwnedRows, type Write } from '../database/owned-rows.js';
import { USER_COLUMNS, type UserRow } from './user.row.js';
import { UserNotFound, UserOwnsItems } from './users.problems.js';

/** What a client decides about a user. */
interface UserFields {
  name: string;
  email: string;
  password: string;
}

/** Comes before every id of a user. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

const FIND = {
  name: 'users-find',
  text: `SELECT ${USER_COLUMNS} FROM users WHERE id = ANY($1)`,
};

const LIST = {
  name: 'users-list',
  text: `SELECT ${USER_COLUMNS} FROM users WHERE id > $2 ORDER BY id LIMIT $1`,
};

const INSERT = {
  name: 'users-insert',
  text: `INSERT INTO users (id, role, name, email, email_key, password_hash)
    VALUES ($1, 'member', $2, $3, $4, $5) RETURNING ${USER_COLUMNS}`,
};

@Injectable()
export class UsersService {
  private readonly owned: OwnedRows<UserRow>;

  constructor(private readonly database: Database) {
    this.owned = new OwnedRows(database, { name: 'users', owner: 'id', columns: USER_COLUMNS });
  }

  /** Up to `limit` users in the order in which they were made, from the one after `after`. */
  findAll(limit: number, after = NO_ID): Promise<UserRow[]> {
    return this.database.read(LIST, [limit, after]);
  }

  async findOne(id: string): Promise<UserRow> {
    const { user } = await this.findBoth(id);
    return user;
  }

  /** A user, and who is looking, in one statement. */
  async findBoth(
    id: string,
    caller?: CallerIdentity,
  ): Promise<{ user: UserRow; viewer?: UserRow }> {
    const ids = [id, ...(caller ? [caller.id] : [])];
    const found = await this.find(ids);
    const viewer = found.find((candidate) => candidate.id === caller?.id);
    if (caller && !viewer) throw new InvalidToken();
    const user = found.find((candidate) => candidate.id === id);
    if (!user) throw new UserNotFound(id);
    return { user, viewer };
  }

  /** Who is looking, if they say so. */
  async findViewer(caller: CallerIdentity | undefined): Promise<UserRow | undefined> {
    if (!caller) return undefined;
    const [viewer] = await this.find([caller.id]);
    if (!viewer) throw new InvalidToken();
    return viewer;
  }

  /** Whether the email is taken is for the database to say, not for a look beforehand. */
  async create(fields: UserFields): Promise<UserRow> {
    const { name, email, email_key, password_hash } = await columns(fields);
    const values = [uuidv7(), name, email, email_key, password_hash];
    const [user] = await this.database.write<UserRow>(INSERT, values);
    return user;
  }

  /** Changes the fields that are given, and leaves the others. */
  async update(write: Write, fields: Partial<UserFields>): Promise<UserRow> {
    return this.owned.update(write, await columns(fields), new UserNotFound(write.id));
  }

  async remove(write: Write): Promise<void> {
    try {
      await this.owned.delete(write, new UserNotFound(write.id));
    } catch (error) {
      throw breaks(error, 'items_owner_id_fkey') ? new UserOwnsItems(write.id) : error;
    }
  }

  private find(ids: string[]): Promise<UserRow[]> {
    return this.database.read(FIND, [ids]);
  }
}

/** The columns that hold the given fields: an email takes two, and a password only its hash. */
async function columns({
  name,
  email,
  password,
}: Partial<UserFields>): Promise<Partial<Record<string, string>>> {
  return {
    name,
    email,
    email_key: email?.toLowerCase(),
    password_hash: password === undefined ? undefined : await hashPassword(password),
  };
}
