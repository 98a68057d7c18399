import { createHmac, type Hmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  HttpStatus,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type RawBodyRequest,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource, EntityManager } from 'typeorm';
import {
  type ProblemDefinition,
  ProblemException,
  type ProblemOptions,
  toProblemException,
} from '#problem-details';
import { readIdempotencyKey } from './idempotency-key.js';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.problems.js';

/** The injection token of the options. */
export const IDEMPOTENCY_OPTIONS = Symbol('options of idempotency');

export interface IdempotencyOptions {
  /** The same for all instances. A key of its own is derived from it. */
  secret: string;
  /** Who sends a request, such as the id of a user: everyone has keys of their own. By default, nobody is known. */
  findCaller?: (request: FastifyRequest) => string | undefined;
}

/** A body, a piece at a time. */
type Chunks = AsyncIterable<Buffer>;

/** What a handler does, in two steps. */
export interface IdempotentWork<Draft, Body> {
  /** Does what takes its time, such as a hash: no connection of the database is held meanwhile. */
  prepare: (body: Chunks) => Promise<Draft>;
  /** Writes, in the transaction that stores the response as well. */
  commit: (draft: Draft, manager: EntityManager) => Promise<IdempotentResponse<Body>>;
  /** Undoes what `prepare` has written, when `commit` fails. */
  undo?: (draft: Draft) => Promise<void>;
  /** A body that `prepare` reads to its end; by default `request.rawBody`, which the handler has parsed. */
  body?: Chunks;
  /** How long others wait for a request whose process was killed; 60 by default. */
  leaseSeconds?: number;
}

export interface IdempotentResponse<Body> {
  body: Body;
  /** By default, that of the handler. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** The user with whom the stored response is deleted. */
  userId?: string;
}

/** A key that a request has reserved. */
interface Reservation {
  operation: string;
  caller: string;
  key: string;
  lease: string;
}

interface StoredProblem extends ProblemOptions {
  definition: ProblemDefinition;
  detail: string;
}

interface Stored {
  fingerprint: Buffer;
  response: Omit<IdempotentResponse<unknown>, 'userId'> | { problem: StoredProblem };
}

const RESERVE = `
  INSERT INTO idempotency_keys AS kept (operation, caller, key, lease, expires_at)
  VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
  ON CONFLICT (operation, caller, key) DO UPDATE SET
    lease = excluded.lease, expires_at = excluded.expires_at,
    fingerprint = NULL, response = NULL, user_id = NULL
  WHERE kept.expires_at <= now()
  RETURNING lease`;

const FIND = `
  SELECT fingerprint, response FROM idempotency_keys
  WHERE operation = $1 AND caller = $2 AND key = $3 AND response IS NOT NULL`;

const STORE = `
  UPDATE idempotency_keys
  SET fingerprint = $5, response = $6, user_id = $7, expires_at = now() + interval '1 day'
  WHERE operation = $1 AND caller = $2 AND key = $3 AND lease = $4`;

const RELEASE = `
  DELETE FROM idempotency_keys
  WHERE operation = $1 AND caller = $2 AND key = $3 AND lease = $4 AND response IS NULL`;

/** How many expired keys one statement deletes. */
const BATCH_SIZE = 1_000;

/** Of several instances that delete at once, each takes other rows. */
const DELETE_EXPIRED = `
  DELETE FROM idempotency_keys WHERE (operation, caller, key) IN (
    SELECT operation, caller, key FROM idempotency_keys
    WHERE expires_at <= now() LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`;

const DELETE_INTERVAL_MS = 60_000;

/** Acts once for all requests with one `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07). */
@Injectable()
export class IdempotencyService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly secret: Uint8Array;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(IDEMPOTENCY_OPTIONS) private readonly options: IdempotencyOptions,
  ) {
    this.secret = new Uint8Array(hkdfSync('sha256', options.secret, '', 'idempotency', 32));
  }

  onApplicationBootstrap(): void {
    // While the database is unavailable, keys stay until the next time.
    const deleteExpired = (): void => void this.deleteExpired().catch(() => undefined);
    this.timer = setInterval(deleteExpired, DELETE_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Does the work of a handler that is `@Idempotent()`, or repeats the response of an earlier request with the same
   * key. A success and a 409 are stored; after every other error, the key is free again.
   *
   * @returns what the handler returns; status and headers of the reply are set
   * @throws IdempotencyKeyInUse, IdempotencyKeyReused, or what the work throws
   */
  async run<Draft, Body>(
    request: RawBodyRequest<FastifyRequest>,
    reply: FastifyReply,
    work: IdempotentWork<Draft, Body>,
  ): Promise<Body> {
    const { prepare, body = toChunks(request), leaseSeconds = 60 } = work;
    const key = readIdempotencyKey(request);
    if (key === undefined) return send(reply, await this.commit(work, await prepare(body)));
    const operation = `${request.method} ${request.routeOptions.url}`;
    const caller = this.options.findCaller?.(request) ?? '';
    const reservation = { operation, caller, key, lease: randomUUID() };
    const fingerprint = new Fingerprint(this.secret, request, body);
    const stored = await this.reserve(reservation, leaseSeconds);
    if (stored) return repeat(reply, stored, await fingerprint.complete());
    try {
      const draft = await prepare(fingerprint.body);
      const hmac = await fingerprint.complete();
      const made = await this.commit(work, draft, async ({ userId, ...response }, manager) => {
        response.status ??= reply.statusCode;
        await this.store(reservation, { fingerprint: hmac, response }, userId, manager);
      });
      return send(reply, made);
    } catch (error) {
      const { definition, detail, errors, headers } = toProblemException(error);
      if (definition.status === HttpStatus.CONFLICT) {
        const problem = { definition, detail, errors, headers, requestId: String(request.id) };
        const hmac = await fingerprint.complete();
        await this.store(reservation, { fingerprint: hmac, response: { problem } });
        throw error;
      }
      // Where this fails as well, the lease ends by itself.
      const released = this.query(RELEASE, reservation).catch(() => undefined);
      // A database that hangs would delay its own error once more.
      if (definition.status !== HttpStatus.INTERNAL_SERVER_ERROR) await released;
      throw error;
    }
  }

  /** Deletes the keys that are older than a day, and those of requests that were killed. */
  async deleteExpired(): Promise<void> {
    let count: number;
    do [, count] = await this.dataSource.query<[object[], number]>(DELETE_EXPIRED);
    while (count === BATCH_SIZE);
  }

  private async commit<Draft, Body>(
    { commit, undo }: IdempotentWork<Draft, Body>,
    draft: Draft,
    store?: (response: IdempotentResponse<Body>, manager: EntityManager) => Promise<void>,
  ): Promise<IdempotentResponse<Body>> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const response = await commit(draft, manager);
        await store?.(response, manager);
        return response;
      });
    } catch (error) {
      await undo?.(draft);
      throw error;
    }
  }

  /**
   * Reserves the key by a statement of its own, so that no transaction is open during the work.
   *
   * @returns what an earlier request has stored; undefined when the key is reserved
   * @throws IdempotencyKeyInUse
   */
  private async reserve(
    reservation: Reservation,
    leaseSeconds: number,
  ): Promise<Stored | undefined> {
    const reserved = await this.query<object[]>(RESERVE, reservation, [leaseSeconds]);
    if (reserved.length > 0) return undefined;
    const { operation, caller, key } = reservation;
    const [stored] = await this.dataSource.query<Stored[]>(FIND, [operation, caller, key]);
    if (!stored) throw new IdempotencyKeyInUse();
    return stored;
  }

  /** @throws IdempotencyKeyInUse when the lease has ended, and another request has the key */
  private async store(
    reservation: Reservation,
    { fingerprint, response }: Stored,
    userId?: string,
    manager?: EntityManager,
  ): Promise<void> {
    const values = [fingerprint, JSON.stringify(response), userId];
    const [, count] = await this.query<[object[], number]>(STORE, reservation, values, manager);
    if (count === 0) throw new IdempotencyKeyInUse();
  }

  private query<Result>(
    sql: string,
    { operation, caller, key, lease }: Reservation,
    values: unknown[] = [],
    manager = this.dataSource.manager,
  ): Promise<Result> {
    return manager.query<Result>(sql, [operation, caller, key, lease, ...values]);
  }
}

/** The HMAC of a request, which is complete when its body has been read. */
class Fingerprint {
  readonly body: AsyncGenerator<Buffer>;
  private readonly hmac: Hmac;
  private digest: Promise<Buffer> | undefined;

  constructor(secret: Uint8Array, { url, headers }: FastifyRequest, body: Chunks) {
    const head = [url, headers['if-match'], headers['if-none-match']];
    this.hmac = createHmac('sha256', secret).update(JSON.stringify(head));
    this.body = this.read(body);
  }

  /** Reads what is left of the body. */
  complete(): Promise<Buffer> {
    return (this.digest ??= this.readToEnd());
  }

  private async *read(body: Chunks): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      this.hmac.update(chunk);
      yield chunk;
    }
  }

  private async readToEnd(): Promise<Buffer> {
    let isRead: boolean | undefined;
    while (!isRead) isRead = (await this.body.next()).done;
    return this.hmac.digest();
  }
}

/** @throws Error where a body was parsed whose bytes are not known: every other body would seem the same */
function toChunks({ body, rawBody }: RawBodyRequest<FastifyRequest>): Chunks {
  if (body && !rawBody) {
    throw new Error('request.rawBody is missing: set the option rawBody of Nest.');
  }
  return Readable.from(rawBody ? [rawBody] : []) as Chunks;
}

function send<Body>(
  reply: FastifyReply,
  { status = reply.statusCode, headers = {}, body }: IdempotentResponse<Body>,
): Body {
  reply.status(status).headers({ ...headers });
  return body;
}

/** @throws IdempotencyKeyReused, or the 409 that is stored */
function repeat<Body>(
  reply: FastifyReply,
  { fingerprint, response }: Stored,
  actual: Buffer,
): Body {
  if (!timingSafeEqual(actual, fingerprint)) throw new IdempotencyKeyReused();
  if (!('problem' in response)) return send(reply, response as IdempotentResponse<Body>);
  const { definition, detail, ...options } = response.problem;
  throw new ProblemException(definition, detail, options);
}
