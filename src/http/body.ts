import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../config.js';
import { hasBody, MEDIA_TYPES } from './negotiation.js';
import { Problem } from './problems.js';

/** More than any body of this API needs, and few enough for a recursive walk over it. */
const MAX_DEPTH = 32;

/** Reads JSON, also that of a merge patch (RFC 7396), and answers 400 for what can not be read. */
export function readBodies(fastify: FastifyInstance): void {
  // Refuses `__proto__`, which would reach an object's prototype wherever its members are copied.
  const parseJson = fastify.getDefaultJsonParser('error', 'ignore');

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    MEDIA_TYPES.PATCH,
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      const text = decodeUtf8(body);
      if (text === undefined) return done(unreadable('The body is not UTF-8.'));
      if (text === '') return done(null, undefined);
      void parseJson(request, text, (error, value) => {
        if (error) return done(unreadable('The body is not JSON, or has a member "__proto__".'));
        if (nestsDeeper(value, MAX_DEPTH)) {
          return done(unreadable(`The body nests deeper than ${MAX_DEPTH} levels.`));
        }
        done(null, value);
      });
    },
  );
  // RFC 9110 §9.3.1, §9.3.5: a body on GET, HEAD or DELETE means nothing. It is not looked at.
  fastify.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  // 100 Continue, to a client that waits for it (RFC 9110 §10.1.1) with a body that will be read.
  fastify.addHook('preParsing', ({ method, headers, raw }, reply, _body, done) => {
    const isAsked =
      raw.httpVersion === '1.1' && /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '');
    const isRead = hasBody(headers) && Number(headers['content-length'] ?? 0) <= LIMITS.body;
    if (isAsked && isRead && method in MEDIA_TYPES) reply.raw.writeContinue();
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const isMissing = request.method in MEDIA_TYPES && request.body === undefined;
    done(isMissing ? unreadable('This operation needs a JSON body.') : undefined);
  });
}

function unreadable(detail: string): Problem {
  return new Problem('malformed-body', detail);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeper(member, levels - 1));
}
