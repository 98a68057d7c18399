declare module 'fastify' {
  /** What `@RouteConfig()` may say about a route. */
  interface FastifyContextConfig {
    /** The route serves browsers, so it never responds 406 or 415. */
    servesHtml?: boolean;
    /** The route hashes a password, which costs CPU time and allows guesses: a tighter rate limit. */
    hashesPassword?: boolean;
  }
}

export {};
