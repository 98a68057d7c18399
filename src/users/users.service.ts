import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Not, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Page, type PageQuery, paginate } from '#pagination';
import { FastLane, translateConstraints } from '#postgres';
import type { Client } from '#strict-http';
import { OutdatedToken } from '../auth/auth.problems.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { OwnedEntities, type WriteContext } from '../auth/owned-entities.js';
import { PasswordService } from '../auth/password.service.js';
import type { CreateUserDto } from './dto/create-user.dto.js';
import type { PutUserDto } from './dto/put-user.dto.js';
import type { UpdateUserDto } from './dto/update-user.dto.js';
import { User } from './user.entity.js';
import { EmailTaken, UserNotFound, UserOwnsItems } from './users.problems.js';

const CONFLICTS = { users_email_key: () => new EmailTaken() };

@Injectable()
export class UsersService {
  private readonly owned: OwnedEntities<User>;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    lane: FastLane,
    private readonly passwords: PasswordService,
  ) {
    this.owned = new OwnedEntities(users, lane, {
      ownerColumn: 'id',
      notFound: (id) => new UserNotFound(id),
      conflicts: CONFLICTS,
      stillReferenced: (id) => new UserOwnsItems(id),
    });
  }

  /** Finds a page of the users in the order of their creation. */
  findAll(page: PageQuery): Promise<Page<User>> {
    return paginate(page, (range) => this.owned.table.list(range));
  }

  /** @throws UserNotFound */
  findOne(id: string): Promise<User> {
    return this.owned.findOne(id);
  }

  /**
   * Finds a user, and the user who asks, with one statement.
   *
   * @throws OutdatedToken when the user who asks no longer exists, or has a new password
   * @throws UserNotFound
   */
  async findWithViewer(
    id: string,
    currentUser?: AuthenticatedUser,
  ): Promise<{ user: User; viewer?: User }> {
    const ids = currentUser ? [id, currentUser.id] : [id];
    const found = await this.users.findBy({ id: In(ids) });
    const viewer = currentUser && found.find((candidate) => isUserOf(currentUser, candidate));
    if (currentUser && !viewer) throw new OutdatedToken();
    const user = found.find((candidate) => candidate.id === id);
    if (!user) throw new UserNotFound(id);
    return { user, viewer };
  }

  /** @throws OutdatedToken when the user no longer exists, or has a new password */
  async findCurrent({ id, passwordVersion }: AuthenticatedUser): Promise<User> {
    const user = await this.users.findOneBy({ id, passwordVersion });
    if (!user) throw new OutdatedToken();
    return user;
  }

  /**
   * Makes the user that `create` stores, with the hash of the password.
   *
   * @throws EmailTaken or TooManyRequests
   */
  async prepare({ name, email, password }: CreateUserDto, client?: Client): Promise<User> {
    const id = uuidv7();
    // Only saves a hash: the unique constraint decides.
    await this.assertEmailIsFree(id, email);
    const columns = await this.toColumns({ name, email, password }, client);
    return this.users.create({ id, role: 'member', ...columns });
  }

  /** @throws EmailTaken */
  async create(user: User, manager: EntityManager): Promise<User> {
    await translateConstraints(CONFLICTS, () => manager.insert(User, user));
    return user;
  }

  /** @throws EmailTaken, UserNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  async replace(context: WriteContext, fields: PutUserDto): Promise<User> {
    return this.owned.replace(context, await this.toColumns(fields));
  }

  /**
   * @throws EmailTaken, UserNotFound, NotTheOwner, PreconditionFailed, PreconditionRequired, OutdatedToken or
   *   TooManyRequests
   */
  async update(context: WriteContext, changes: UpdateUserDto, client?: Client): Promise<User> {
    // A hash is expensive: every other reason to refuse comes first.
    if (changes.password !== undefined) {
      await this.owned.assertMayWrite(context);
      await this.assertEmailIsFree(context.id, changes.email);
    }
    return this.owned.patch(context, await this.toColumns(changes, client));
  }

  /** @throws UserOwnsItems, UserNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  remove(context: WriteContext): Promise<void> {
    return this.owned.delete(context);
  }

  private async assertEmailIsFree(id: string, email: string | undefined): Promise<void> {
    if (email === undefined) return;
    const isTaken = await this.users.existsBy({ id: Not(id), emailKey: email.toLowerCase() });
    if (isTaken) throw new EmailTaken();
  }

  /** An email has two columns, and a password its hash and a version, which ends all earlier tokens. */
  private async toColumns(
    { name, email, password }: UpdateUserDto,
    client?: Client,
  ): Promise<Partial<User>> {
    const fields = { name, email, emailKey: email?.toLowerCase() };
    if (password === undefined) return fields;
    const passwordHash = await this.passwords.hash(password, client);
    return { ...fields, passwordHash, passwordVersion: randomUUID() };
  }
}

function isUserOf(token: AuthenticatedUser, { id, passwordVersion }: User): boolean {
  return id === token.id && passwordVersion === token.passwordVersion;
}
