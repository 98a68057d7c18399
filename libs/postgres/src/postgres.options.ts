/** Bounds on times, each with its unit in its name. */
export class PostgresLimits {
  /** The longest wait for a database connection, from the pool or new. */
  readonly connectionTimeoutMs: number = 1_000;
  /** After this silence TCP probes a database connection, before a NAT forgets it. */
  readonly keepAliveDelayMs: number = 60_000;
  /**
   * PostgreSQL cancels a statement after this time, because one that waits for a lock holds a
   * connection. It is longer than the second that PostgreSQL takes to detect a deadlock.
   */
  readonly statementTimeoutMs: number = 1_400;
  /** The longest wait for a lock on a shared connection, where other statements wait behind. */
  readonly sharedLockTimeoutMs: number = 10;
  /** Connection and statement together, with all retries. Enforced here: a database that hangs cancels nothing. */
  readonly responseDeadlineMs: number = 1_600;
}

export interface PostgresOptions {
  databaseUrl?: string;
  /** The most connections of TypeORM's pool; 10 by default. */
  databasePoolSize?: number;
  /**
   * Whether the URL leads to a proxy that gives each transaction another connection, such as PgBouncer. Then no
   * statement is prepared by name, and PostgreSQL itself limits no time; false by default.
   */
  transactionPooling?: boolean;
  /** Whether statements of `VersionedTable` go over shared, pipelined connections, true by default. */
  fastLane?: boolean;
  limits?: Partial<PostgresLimits>;
}
