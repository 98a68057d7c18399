/** Bounds on sizes and times, each with its unit in its name. They are no settings; tests shorten the times. */
export class Limits {
  /** A larger request body gets a 413, before it fills the memory. */
  readonly bodyBytes: number = 102_400;
  /** A longer URL gets a 414: links, logs and proxies do not carry it reliably. */
  readonly urlBytes: number = 2_048;
  /** Larger headers get a 431: they stay in memory until the response. */
  readonly headersBytes: number = 16_384;
  /** How much of URL and headers Node reads, so that the two limits above can send a response. */
  readonly requestHeadBytes: number = 65_536;
  /** Headers that arrive later get a 408: a client that sends byte by byte holds a connection. */
  readonly headersTimeoutMs: number = 10_000;
  /** The same for the whole request, headers and body. */
  readonly requestTimeoutMs: number = 30_000;
  /** A connection without traffic is closed: a client that never reads would hold it. */
  readonly socketTimeoutMs: number = 35_000;
  /**
   * How long the server reads on after a response that came before the end of the request and closes
   * the connection. An immediate close can make the client lose that response (RFC 9112 §9.6).
   */
  readonly lingerMs: number = 1_000;
  /** In production, requests are still served this long after SIGTERM, while readiness says 503. */
  readonly shutdownNoticeMs: number = 2_000;
  /** The longest shutdown: Docker kills the process after 10 s. */
  readonly shutdownTimeoutMs: number = 8_000;
  /** scrypt's N, with r = 8 and p = 5 (OWASP Password Storage Cheat Sheet). */
  readonly passwordHashCost: number = 2 ** 14;
  /** The period of the rate limits. */
  readonly rateLimitWindowMs: number = 60_000;
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
  /** Connection and statement together, enforced here: a database that hangs cancels nothing. */
  readonly responseDeadlineMs: number = 1_600;
}
