import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { OutdatedToken } from '../auth/auth.problems.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { OwnedEntityWriter, type WriteContext } from '../auth/owned-entity-writer.js';
import { PasswordService } from '../auth/password.service.js';
import { retryOnTransientConflict } from '../database/retry.js';
import { translateConstraints } from '../database/translate-constraints.js';
import type { CreateUserDto } from './dto/create-user.dto.js';
import type { PutUserDto } from './dto/put-user.dto.js';
import type { UpdateUserDto } from './dto/update-user.dto.js';
import { User } from '../auth/user.entity.js';
import { EmailTaken, UserNotFound, UserOwnsItems } from './users.problems.js';

/** Sorts before every id of a user. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const CONFLICTS = { users_email_key: () => new EmailTaken() };

@Injectable()
export class UsersService {
  private readonly writer: OwnedEntityWriter<User>;

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: PasswordService,
  ) {
    this.writer = new OwnedEntityWriter(users, 'id');
  }

  /** Finds up to `limit` users in the order of their creation, from the one after `after`. */
  findAll(limit: number, after = NIL_UUID): Promise<User[]> {
    return this.users.find({ where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit });
  }

  /** @throws UserNotFound */
  async findOne(id: string): Promise<User> {
    return (await this.findWithViewer(id)).user;
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
    await translateConstraints(CONFLICTS, () =>
      retryOnTransientConflict(() => this.users.insert(user)),
    );
    return user;
  }

  /** @throws EmailTaken, UserNotFound, or another reason of `OwnedEntityWriter.replace` */
  async replace(context: WriteContext, fields: PutUserDto): Promise<User> {
    const columns = await this.toColumns(fields);
    return translateConstraints(CONFLICTS, () =>
      this.writer.replace(context, columns, new UserNotFound(context.id)),
    );
  }

  /** @throws EmailTaken, UserNotFound, or another reason of `OwnedEntityWriter.patch` */
  async update(context: WriteContext, changes: UpdateUserDto, signal?: AbortSignal): Promise<User> {
    const notFound = new UserNotFound(context.id);
    // A hash is expensive: only for a user who may change this one.
    if (changes.password !== undefined) await this.writer.assertMayWrite(context, notFound);
    const columns = await this.toColumns(changes, signal);
    // Ends all earlier tokens of the user. The same password counts as a change: its hash has a new salt.
    const passwordVersion = columns.passwordHash && ((): string => 'password_version + 1');
    return translateConstraints(CONFLICTS, () =>
      this.writer.patch(context, { ...columns, passwordVersion }, notFound),
    );
  }

  /** @throws UserOwnsItems, UserNotFound, or another reason of `OwnedEntityWriter.delete` */
  remove(context: WriteContext): Promise<void> {
    const { id } = context;
    return this.writer.delete(context, new UserNotFound(id), new UserOwnsItems(id));
  }

  /** An email has two columns, and a password only its hash. */
  private async toColumns(
    { name, email, password }: UpdateUserDto,
    signal?: AbortSignal,
  ): Promise<Partial<User>> {
    const passwordHash =
      password === undefined ? undefined : await this.passwords.hash(password, signal);
    return { name, email, emailKey: email?.toLowerCase(), passwordHash };
  }
}

function isUserOf(token: AuthenticatedUser, { id, passwordVersion }: User): boolean {
  return id === token.id && passwordVersion === token.passwordVersion;
}
