import type { FastifyInstance } from 'fastify';

/** Where a path begins: the header itself, or after the `<` of a Link. `//` would name a host. */
const PATH_START = /(?:^|<)(?=\/(?!\/))/g;

/**
 * Puts a path, which a proxy in front removes, before the paths that a client gets, so controllers need
 * not know it. Not a whole URL, since a service may be reached under several hosts. Problem details get
 * it where they are serialized.
 */
export function registerBasePath(fastify: FastifyInstance, basePath: string): void {
  if (basePath === '') return;
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    for (const name of ['location', 'content-location', 'link']) {
      const value = reply.getHeader(name);
      if (typeof value !== 'string') continue;
      reply.header(
        name,
        value.replaceAll(PATH_START, (start) => start + basePath),
      );
    }
    done(null, payload);
  });
}
