import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  type EntityManager,
  IsNull,
  LessThan,
  MoreThan,
  MoreThanOrEqual,
  Not,
  type Repository,
} from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Preconditions } from '#conditional-requests';
import { type Page, type PageQuery, paginate } from '#pagination';
import { translateConstraints } from '#postgres';
import { MalformedBody, ServiceUnavailable } from '#problem-details';
import { JobQueue } from '#queue';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { Config } from '../config/config.js';
import { UsersService } from '../users/users.service.js';
import { Import, ImportLine } from './import.entity.js';
import type { ReportQuery } from './dto/import.params.js';
import {
  ImportGone,
  ImportNotFound,
  NotYourImport,
  ReportNotReady,
  TooManyImports,
} from './imports.problems.js';
import { type NdjsonLine, splitLines } from './split-lines.js';

export const QUEUE = 'imports';

/** How many imports of one user may be unfinished. */
const MAX_UNFINISHED = 3;

/** How much goes into one statement while lines arrive. */
const BATCH_LINES = 500;
const BATCH_BYTES = 262_144;

/** The longest wait of a deletion for the lines that are being imported. */
const LOCK_TIMEOUT_MS = 1_000;

const HOUR_MS = 3_600_000;

/** How long the service knows that an import is gone. */
export const GONE_MS = 7 * 24 * HOUR_MS;

/** What has arrived, and does not count yet. */
interface ReceivedImport {
  id: string;
  ownerId: string;
  total: number;
}

/** Takes imports, tells how far they are, and deletes them. `ImportsWorker` does the work. */
@Injectable()
export class ImportsService {
  constructor(
    @InjectRepository(Import) private readonly imports: Repository<Import>,
    @InjectRepository(ImportLine) private readonly lines: Repository<ImportLine>,
    private readonly users: UsersService,
    private readonly queue: JobQueue,
    private readonly config: Config,
  ) {}

  /** @throws OutdatedToken */
  async assertMayImport(user: AuthenticatedUser): Promise<void> {
    await this.users.findCurrent(user);
  }

  /**
   * Stores the lines while they arrive, for `accept`. Before that, and when anything fails, nothing is imported. No
   * connection of the database is held while the client sends.
   *
   * @throws BodyTooLarge or MalformedBody
   */
  async receive(
    body: AsyncIterable<Buffer>,
    { id: ownerId }: AuthenticatedUser,
    { ifNoneMatch }: Preconditions,
  ): Promise<ReceivedImport> {
    const id = uuidv7();
    await this.imports.insert({ id, ownerId, createsOnly: ifNoneMatch === 'any' });
    const heartbeat = setInterval(
      () => void this.touch(id).catch(() => undefined),
      this.config.limits.importHeartbeatMs,
    );
    try {
      const total = await this.store(id, body);
      if (total === 0) throw new MalformedBody('The body has no line.');
      return { id, ownerId, total };
    } catch (error) {
      await this.discard({ id });
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /**
   * Makes the lines count, and sends their job, unless the user has too many imports that are not done.
   *
   * @throws TooManyImports
   */
  async accept({ id, ownerId, total }: ReceivedImport, manager: EntityManager): Promise<Import> {
    await lockUser(ownerId, manager);
    const unfinished = await manager.find(Import, {
      select: { id: true },
      where: { ownerId, total: Not(IsNull()), finishedAt: IsNull(), goneAt: IsNull() },
      order: { id: 'ASC' },
    });
    if (unfinished.length >= MAX_UNFINISHED) {
      throw new TooManyImports(unfinished.map((one) => one.id));
    }
    const { affected } = await manager.update(Import, { id, total: IsNull() }, { total });
    // The process was halted for so long that another one took the client for gone.
    if (affected === 0) throw new ServiceUnavailable();
    await this.queue.send(QUEUE, { importId: id }, manager);
    return manager.findOneByOrFail(Import, { id });
  }

  /** Removes lines that were not accepted. If this fails, the worker does it later. */
  async discard({ id }: Pick<ReceivedImport, 'id'>): Promise<void> {
    await this.imports.delete({ id, total: IsNull() }).catch(() => undefined);
  }

  /** Finds a page of the imports of a user that are not gone, the newest first. */
  async findAll(user: AuthenticatedUser, page: PageQuery): Promise<Page<Import>> {
    const { id: ownerId } = await this.users.findCurrent(user);
    const since = new Date(Date.now() - this.retentionMs).toISOString();
    const own = { ownerId, total: Not(IsNull()), goneAt: IsNull() };
    return paginate(page, ({ after, limit }) => {
      const isAfter = after === undefined ? {} : { id: LessThan(after) };
      return this.imports.find({
        where: [
          { ...own, ...isAfter, finishedAt: IsNull() },
          { ...own, ...isAfter, finishedAt: MoreThanOrEqual(since) },
        ],
        order: { id: 'DESC' },
        take: limit,
      });
    });
  }

  /** @throws OutdatedToken, ImportNotFound, NotYourImport or ImportGone */
  async findOne(id: string, user: AuthenticatedUser): Promise<Import> {
    const viewer = await this.users.findCurrent(user);
    const found = await this.imports.findOneBy({ id });
    const goneAt = found ? this.toGoneTime(found) : 0;
    if (!found || found.total === null || goneAt + GONE_MS < Date.now())
      throw new ImportNotFound(id);
    if (found.ownerId !== viewer.id && viewer.role !== 'admin') {
      throw new NotYourImport();
    }
    if (goneAt < Date.now()) throw new ImportGone();
    return found;
  }

  /**
   * Finds an import that is done, and a page of its results in the order of the lines.
   *
   * @throws ReportNotReady, or what `findOne` throws
   */
  async findReport(
    id: string,
    user: AuthenticatedUser,
    query: ReportQuery,
  ): Promise<{ done: Import; page: Page<ImportLine & { id: string }> }> {
    const done = await this.findOne(id, user);
    if (!done.finishedAt) throw new ReportNotReady();
    const page = await paginate(query, async ({ after = '0', limit }) => {
      const results = await this.lines.find({
        where: {
          importId: id,
          line: MoreThan(Number(after)),
          ...(query.status === 'failed' && { status: MoreThanOrEqual(400) }),
        },
        order: { line: 'ASC' },
        take: limit,
      });
      return results.map((result) => ({ ...result, id: String(result.line) }));
    });
    return { done, page };
  }

  /**
   * Deletes an import, and so cancels it: no line is imported after this.
   *
   * @throws what `findOne` throws, or the error of a lock when lines are being imported for longer than a second
   */
  async remove(id: string, user: AuthenticatedUser): Promise<void> {
    await this.findOne(id, user);
    await this.imports.manager.transaction(async (manager) => {
      await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
      const goneAt = { goneAt: () => 'now()' };
      const { affected } = await manager.update(Import, { id, goneAt: IsNull() }, goneAt);
      if (affected === 0) throw new ImportGone();
    });
  }

  private get retentionMs(): number {
    return this.config.importRetentionHours * HOUR_MS;
  }

  /** In milliseconds since 1970; infinite while the import is not done. */
  private toGoneTime({ goneAt, finishedAt }: Import): number {
    if (goneAt) return Date.parse(goneAt);
    return finishedAt ? Date.parse(finishedAt) + this.retentionMs : Infinity;
  }

  /** Shows that the client still sends, so that the worker leaves its lines alone. */
  private async touch(id: string): Promise<void> {
    await this.imports.update(id, { receivedAt: () => 'now()' });
  }

  /** Returns how many lines were stored. */
  private async store(importId: string, body: AsyncIterable<Buffer>): Promise<number> {
    let total = 0;
    for await (const batch of toBatches(splitLines(body))) {
      total += batch.length;
      const gone = { import_lines_import_id_fkey: () => new ServiceUnavailable() };
      await translateConstraints(gone, () =>
        this.lines.query(
          'INSERT INTO import_lines (import_id, line, content) SELECT $1, * FROM unnest($2::integer[], $3::bytea[])',
          [importId, batch.map(({ number }) => number), batch.map(({ content }) => content)],
        ),
      );
    }
    return total;
  }
}

/** Imports of one user are accepted one after the other, until the transaction ends. */
async function lockUser(id: string, manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `imports of ${id}`,
  ]);
}

async function* toBatches(lines: AsyncIterable<NdjsonLine>): AsyncGenerator<NdjsonLine[]> {
  let batch: NdjsonLine[] = [];
  let bytes = 0;
  for await (const line of lines) {
    batch.push(line);
    bytes += line.content.length;
    if (batch.length < BATCH_LINES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
