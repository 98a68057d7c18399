import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MalformedBody } from '#problem-details';
import { getConsumedTypes, hasBody } from './consumed-types.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON body, as Nest's option `rawBody` keeps them. */
    rawBody?: Buffer;
  }
}

/** Deeper than any DTO, and shallow enough for recursive validation. */
const MAX_DEPTH = 32;

const WITHOUT_BODY = {
  'content-type': undefined,
  'content-length': undefined,
  'transfer-encoding': undefined,
};

/** Parses JSON, including merge patches (RFC 7396). A missing or unreadable body gets a 400. */
export function registerJsonBodyParser({ fastify }: StrictFastifyAdapter): void {
  // Rejects `__proto__`, which would reach the prototype of any object that the members are copied to.
  const parseJson = fastify.getDefaultJsonParser('error', 'ignore');

  fastify.addHook('onRoute', (route) => {
    route.bodyLimit ??= route.config?.bodyBytes;
  });
  fastify.decorateRequest('rawBody');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:$|\W)/i,
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      if (!isUtf8(body)) return done(new MalformedBody('The body is not valid UTF-8.'));
      const text = body.toString();
      if (text === '') return done(missingBody());
      void parseJson(request, text, (error, value) => {
        if (error) {
          const detail = 'The body is not valid JSON, or it has a member "__proto__".';
          return done(new MalformedBody(detail));
        }
        if (isDeeperThan(MAX_DEPTH, value)) {
          return done(new MalformedBody(`The body has more than ${MAX_DEPTH} levels of nesting.`));
        }
        if (hasMemberTwice(text, value)) {
          return done(new MalformedBody('An object of the body has a member twice.'));
        }
        request.rawBody = body;
        done(null, value);
      });
    },
  );
  // RFC 9110 §9.3.1, §9.3.5: a body of GET, HEAD or DELETE has no meaning, so it is not parsed.
  fastify.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  fastify.addHook('preParsing', (request, reply, _body, done) => {
    const { headers } = request;
    const isSent = hasBody(headers);
    if (getConsumedTypes(request).length > 0) {
      if (isSent) sendContinue(request, reply);
      return done(isSent ? undefined : missingBody());
    }
    // Without these headers, Fastify leaves a body alone, as it does that of a DELETE.
    if (isSent || headers['content-type'] !== undefined) request.headers = WITHOUT_BODY;
    done();
  });
}

/** 100 Continue, to a client that waits for it with a body that will be read (RFC 9110 §10.1.1). */
function sendContinue({ headers, raw, routeOptions }: FastifyRequest, reply: FastifyReply): void {
  const isExpected =
    raw.httpVersion === '1.1' && /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '');
  const isRead = Number(headers['content-length'] ?? 0) <= Number(routeOptions.bodyLimit);
  if (isExpected && isRead) reply.raw.writeContinue();
}

function missingBody(): MalformedBody {
  return new MalformedBody('This operation requires a body.');
}

/** Of a member that comes twice, JavaScript keeps the last one, and other parsers the first (RFC 8259 §4). */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce((sum: number, member) => sum + countMembers(member), own);
}

/** Counts the colons, and those outside of strings only where their number differs. */
function hasMemberTwice(text: string, value: unknown): boolean {
  const members = countMembers(value);
  const count = (json: string): number => json.split(':').length - 1;
  return count(text) !== members && count(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) > members;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}
