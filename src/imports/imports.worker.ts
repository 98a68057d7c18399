import { setImmediate } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, type EntityManager, IsNull, MoreThan, Not } from 'typeorm';
import { findUnavailability } from '#postgres';
import { BodyTooLarge, InternalError, ProblemException, toEntryProblem } from '#problem-details';
import { JobQueue } from '#queue';
import { parseJson } from '#strict-http';
import { OutdatedToken } from '../auth/auth.problems.js';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import type { WriteContext } from '../auth/owned-entities.js';
import { Config } from '../config/config.js';
import { ItemsService } from '../items/items.service.js';
import { User } from '../users/user.entity.js';
import { Import, ImportLine } from './import.entity.js';
import { GONE_MS, QUEUE } from './imports.service.js';
import { MAX_LINE_BYTES } from './split-lines.js';

/** How many lines are imported in one transaction. */
const CHUNK_LINES = 100;

/** Requests come between groups of so many lines, and after a line that is longer than this. */
const GROUP_LINES = 20;
const LONG_LINE_BYTES = 10_000;

/** How many characters of `errors` are kept of a line: one of 100 kB may have thousands. */
const KEPT_ERRORS = 10_000;

/** How many lines one statement removes. */
const REMOVED_LINES = 5_000;

interface ImportJob {
  importId: string;
}

/** What became of a line. */
interface LineResult {
  id: string | null;
  status: number;
  problem: ImportLine['problem'];
}

/** Imports the lines, some at a time, and removes what is no longer needed. */
@Injectable()
export class ImportsWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Imports');
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly items: ItemsService,
    private readonly config: Config,
    queue: JobQueue,
  ) {
    queue.register<ImportJob>(QUEUE, (job, manager) => this.importChunk(job, manager));
  }

  onApplicationBootstrap(): void {
    if (!this.config.worker) return;
    const sweep = (): void => void this.removeOld().catch((error: unknown) => this.report(error));
    this.sweep = setInterval(sweep, this.config.limits.importSweepMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }

  /**
   * Imports the next lines. Their items, their results and the progress are one transaction, so a process that is
   * killed loses none and does none twice. The lock makes a deletion wait, and is not to be had after one.
   */
  private async importChunk(
    { importId }: ImportJob,
    manager: EntityManager,
  ): Promise<ImportJob | undefined> {
    const found = await manager.findOne(Import, {
      where: { id: importId, total: Not(IsNull()), finishedAt: IsNull(), goneAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    if (!found) return undefined;
    const lines = await manager.find(ImportLine, {
      select: { line: true, content: true },
      where: { importId, line: MoreThan(found.lastLine) },
      order: { line: 'ASC' },
      take: CHUNK_LINES,
    });
    const results = await this.importLinesOrFail(lines, found, manager);
    await manager.query(
      `UPDATE import_lines AS target
       SET status = result.status, item_id = result.id, problem = result.problem, content = NULL
       FROM unnest($2::integer[], $3::integer[], $4::text[], $5::json[]) AS result (line, status, id, problem)
       WHERE import_id = $1 AND target.line = result.line`,
      [
        importId,
        lines.map(({ line }) => line),
        results.map(({ status }) => status),
        results.map(({ id }) => id),
        results.map(({ problem }) => problem && JSON.stringify(problem)),
      ],
    );
    const count = (code: number): number => results.filter(({ status }) => status === code).length;
    const processed = found.processed + lines.length;
    const isDone = processed === found.total;
    await manager.update(Import, importId, {
      processed,
      lastLine: lines.at(-1)?.line,
      created: found.created + count(201),
      replaced: found.replaced + count(200),
      ...(isDone && { finishedAt: () => 'now()' }),
    });
    return isDone ? undefined : { importId };
  }

  /** A fault of the service fails these lines, and neither stops the import nor undoes what the job has to say. */
  private async importLinesOrFail(
    lines: readonly ImportLine[],
    found: Import,
    manager: EntityManager,
  ): Promise<LineResult[]> {
    try {
      return await manager.transaction((nested) => this.importLines(lines, found, nested));
    } catch (error) {
      // The queue repeats the job.
      if (findUnavailability(error)) throw error;
      this.report(error);
      return lines.map(() => toFailure(null, new InternalError()));
    }
  }

  private async importLines(
    lines: readonly ImportLine[],
    { ownerId, createsOnly }: Import,
    manager: EntityManager,
  ): Promise<LineResult[]> {
    const user = await findWriter(ownerId, manager);
    if (!user) return lines.map(() => toFailure(null, new OutdatedToken()));
    const preconditions = createsOnly ? { ifNoneMatch: 'any' as const } : {};
    const results: LineResult[] = [];
    for (let start = 0; start < lines.length; start += GROUP_LINES) {
      const group = lines.slice(start, start + GROUP_LINES);
      results.push(...(await this.importGroup(group, { user, preconditions }, manager)));
    }
    return results;
  }

  private async importGroup(
    lines: readonly ImportLine[],
    context: Omit<WriteContext, 'id'>,
    manager: EntityManager,
  ): Promise<LineResult[]> {
    const parsed: unknown[] = [];
    for (const line of lines) {
      parsed.push(parseLine(line));
      if (Number(line.content?.length) > LONG_LINE_BYTES) await setImmediate();
    }
    const entries = parsed.filter((value) => !(value instanceof ProblemException));
    const written = await this.items.upsertMany(entries, context, manager);
    const results = written.values();
    return parsed.map((value) => {
      if (value instanceof ProblemException) return toFailure(null, value);
      const result = results.next().value;
      if (!result) throw new Error('An entry has no result.');
      if ('problem' in result) return toFailure(result.id, result.problem);
      return { id: result.id, status: result.created ? 201 : 200, problem: null };
    });
  }

  /** Removes what a client or a process that is gone has left, and what was kept for long enough. */
  private async removeOld(): Promise<void> {
    const { limits, importRetentionHours } = this.config;
    const parameters = [limits.importAbandonedMs / 1_000, importRetentionHours * 3_600];
    const isAbandoned = `total IS NULL AND received_at < now() - $1 * interval '1 second'`;
    const isGone = `(gone_at IS NOT NULL OR finished_at < now() - $2 * interval '1 second')`;
    for (let count = REMOVED_LINES; count === REMOVED_LINES;) {
      [, count] = await this.dataSource.query<[unknown, number]>(
        `DELETE FROM import_lines WHERE (import_id, line) IN (
           SELECT import_id, line FROM imports JOIN import_lines ON import_id = id
           WHERE ${isAbandoned} OR ${isGone} LIMIT ${REMOVED_LINES}
         )`,
        parameters,
      );
    }
    await this.dataSource.query(
      `DELETE FROM imports WHERE ${isAbandoned}
       OR COALESCE(gone_at, finished_at + $2 * interval '1 second') < now() - $3 * interval '1 second'`,
      [...parameters, GONE_MS / 1_000],
    );
  }

  /** Without the message, which may quote values. What the database could not do now is done later. */
  private report(error: unknown): void {
    if (findUnavailability(error)) return;
    const { name, message, stack = '' } = error as Error;
    this.logger.error(name, stack.replace(message, ''));
  }
}

/** The user as of now, who stays so until the transaction ends. */
async function findWriter(id: string, manager: EntityManager): Promise<AuthenticatedUser | null> {
  return manager.findOne(User, {
    select: { id: true, passwordVersion: true },
    where: { id },
    lock: { mode: 'pessimistic_read' },
  });
}

/** The value of JSON, or the problem of the line. */
function parseLine({ content }: ImportLine): unknown {
  const bytes = content ?? Buffer.alloc(0);
  if (bytes.length > MAX_LINE_BYTES) {
    const detail = `The line is longer than ${MAX_LINE_BYTES.toLocaleString('en')} bytes.`;
    return new ProblemException(BodyTooLarge.definition, detail);
  }
  try {
    return parseJson(bytes, 'line');
  } catch (error) {
    if (error instanceof ProblemException) return error;
    throw error;
  }
}

function toFailure(id: string | null, exception: ProblemException): LineResult {
  const problem = toEntryProblem(exception, { url: id === null ? undefined : `/items/${id}` });
  let length = 0;
  const errors = problem.errors?.filter(
    (error) => (length += JSON.stringify(error).length) <= KEPT_ERRORS,
  );
  return { id, status: problem.status, problem: { ...problem, errors } };
}
