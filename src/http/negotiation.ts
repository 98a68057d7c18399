import { parse } from 'content-type';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Problem } from './problems.js';

const JSON_TYPE = 'application/json';

/** What a body may be, by the method that it comes with. */
export const MEDIA_TYPES = {
  POST: [JSON_TYPE],
  PUT: [JSON_TYPE],
  PATCH: ['application/merge-patch+json', JSON_TYPE],
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route for browsers, which sends what it has, whatever the request accepts. */
    isPage?: boolean;
  }
}

/** Answers 406 and 415 on each route that is added from now on, before anything is read. */
export function negotiate(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.isPage) return;
    route.onRequest = [route.onRequest ?? []].flat().concat((request, _reply, done) => {
      done(notAcceptable(request) ?? unsupportedMediaType(request));
    });
  });
}

/** RFC 9110 §12.5.1. JSON has no charset (RFC 8259 §11): whoever asks for one gets UTF-8. */
function notAcceptable({ headers: { accept } }: FastifyRequest): Problem | undefined {
  if (!accept) return undefined;
  const ranges = accept.replaceAll(/;\s*charset=[^;,]*/gi, '');
  const isAccepted = new Negotiator({ headers: { accept: ranges } }).mediaType([JSON_TYPE]);
  return isAccepted ? undefined : new Problem('not-acceptable');
}

/** RFC 9110 §15.5.16, with the headers that say what would be read: §12.5.1, §12.5.3, RFC 5789 §3.1. */
function unsupportedMediaType({ method, headers }: FastifyRequest): Problem | undefined {
  if (!(method in MEDIA_TYPES)) return undefined;
  const types = MEDIA_TYPES[method as keyof typeof MEDIA_TYPES];
  const accept = { [method === 'PATCH' ? 'Accept-Patch' : 'Accept']: types.join(', ') };
  const refuse = (detail: string, more: object = {}): Problem =>
    new Problem('unsupported-media-type', detail, { headers: { ...accept, ...more } });

  if (headers['content-encoding']) {
    return refuse('A body is read only without a content coding.', {
      'Accept-Encoding': 'identity',
    });
  }
  const { type, parameters } = parse(headers['content-type'] ?? '');
  if (types.includes(type)) {
    const isUtf8 = (parameters.charset ?? 'utf-8').toLowerCase() === 'utf-8';
    return isUtf8 ? undefined : refuse('JSON is read only in UTF-8.');
  }
  // What is not there has no type, and is a matter of the body (400).
  const isAbsent = headers['content-type'] === undefined && !hasBody(headers);
  return isAbsent ? undefined : refuse(`The body of this operation is ${types.join(' or ')}.`);
}

/** Whether a request has content (RFC 9112 §6). */
export function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
