import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Page, type PageQuery, paginate } from '#pagination';
import { FastLane, translateConstraints } from '#postgres';
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
      firstId: '00000000-0000-0000-0000-000000000000',
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
   * The unique constraint decides whether the email is taken, not a look beforehand.
   *
   * @throws EmailTaken
   */
  async create({ name, email, password }: CreateUserDto, signal?: AbortSignal): Promise<User> {
    const columns = await this.toColumns({ name, email, password }, signal);
    const user = this.users.create({ id: uuidv7(), role: 'member', ...columns });
    await translateConstraints(CONFLICTS, () => this.users.insert(user));
    return user;
  }

  /** @throws EmailTaken, UserNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  async replace(context: WriteContext, fields: PutUserDto): Promise<User> {
    return this.owned.replace(context, await this.toColumns(fields));
  }

  /** @throws EmailTaken, UserNotFound, NotTheOwner, PreconditionFailed, PreconditionRequired or OutdatedToken */
  async update(context: WriteContext, changes: UpdateUserDto, signal?: AbortSignal): Promise<User> {
    // A hash is expensive: only for a user who may change this one.
    if (changes.password !== undefined) await this.owned.assertMayWrite(context);
    return this.owned.patch(context, await this.toColumns(changes, signal));
  }

  /** @throws UserOwnsItems, UserNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  remove(context: WriteContext): Promise<void> {
    return this.owned.delete(context);
  }

  /** An email has two columns, and a password its hash and a version, which ends all earlier tokens. */
  private async toColumns(
    { name, email, password }: UpdateUserDto,
    signal?: AbortSignal,
  ): Promise<Partial<User>> {
    const fields = { name, email, emailKey: email?.toLowerCase() };
    if (password === undefined) return fields;
    const passwordHash = await this.passwords.hash(password, signal);
    return { ...fields, passwordHash, passwordVersion: randomUUID() };
  }
}

function isUserOf(token: AuthenticatedUser, { id, passwordVersion }: User): boolean {
  return id === token.id && passwordVersion === token.passwordVersion;
}
