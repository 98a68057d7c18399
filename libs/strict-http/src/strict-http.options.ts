/** Bounds on sizes and times, each with its unit in its name. */
export class HttpLimits {
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
  /** The same where the handler reads the body as a stream. */
  readonly streamTimeoutMs: number = 120_000;
  /** A connection without traffic is closed: a client that never reads would hold it. */
  readonly socketTimeoutMs: number = 35_000;
  /**
   * How long the server reads on after a response that came before the end of the request and closes
   * the connection. An immediate close can make the client lose that response (RFC 9112 §9.6).
   */
  readonly lingerMs: number = 1_000;
  /** The period of the rate limits. */
  readonly rateLimitWindowMs: number = 60_000;
  /** With a load balancer, requests are still served this long after SIGTERM, while readiness says 503. */
  readonly shutdownNoticeMs: number = 2_000;
  /** The longest shutdown: Docker kills the process after 10 s. */
  readonly shutdownTimeoutMs: number = 8_000;
}

/** The options with all defaults. */
export class StrictHttpSettings {
  readonly limits: HttpLimits = new HttpLimits();
  /** How many proxies stand in front, each of which appends to X-Forwarded-For. */
  readonly trustProxy: number = 0;
  /** Precedes each path that a client gets, because a proxy removes it: `/shop`. */
  readonly basePath: string = '';
  /** The origins of the pages that may use the API from a browser. */
  readonly corsOrigins: readonly string[] = [];
  /** The paths below which pages are served to browsers, by routes that Nest does not know: never a 406. */
  readonly htmlPaths: readonly string[] = [];
  /** Whether each request gets a line in the log. */
  readonly logRequests: boolean = false;
  /** How many requests a client may send in a minute; 0 is no limit. */
  readonly rateLimit: number = 0;
  /** How many expensive requests, which a handler counts by `Client.count()`; 0 is no limit. */
  readonly loginRateLimit: number = 0;
  /** The Redis in which several instances count requests together. */
  readonly redisUrl?: string;
}

export type StrictHttpOptions = Partial<Omit<StrictHttpSettings, 'limits'>> & {
  limits?: Partial<HttpLimits>;
};

export function toSettings(options: StrictHttpOptions): StrictHttpSettings {
  const limits = { ...new HttpLimits(), ...options.limits };
  return { ...new StrictHttpSettings(), ...options, limits };
}
