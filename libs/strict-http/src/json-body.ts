import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MalformedBody } from '#problem-details';
import { getConsumedTypes, hasBody } from './consumed-types.js';
import { expectsContinue } from './headers.js';
import { trackStream } from './streamed-body.js';
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
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit ??= route.config?.bodyBytes;
  });
  fastify.decorateRequest('rawBody');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:$|\W)/i,
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      if (body.length === 0) return done(missingBody());
      let value: unknown;
      try {
        value = parseJson(body);
      } catch (error) {
        return done(error as MalformedBody);
      }
      request.rawBody = body;
      done(null, value);
    },
  );
  // RFC 9110 §9.3.1, §9.3.5: a body of GET, HEAD or DELETE has no meaning, so it is not parsed.
  fastify.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  fastify.addHook('preParsing', (request, reply, _body, done) => {
    const { headers } = request;
    const isSent = hasBody(headers);
    if (request.routeOptions.config.streamsBody) {
      // The handler reads it, after the guards.
      trackStream(request.raw);
      request.headers = WITHOUT_BODY;
      return done();
    }
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
  const isRead = Number(headers['content-length'] ?? 0) <= Number(routeOptions.bodyLimit);
  if (isRead && expectsContinue(raw)) reply.raw.writeContinue();
}

/**
 * Parses JSON text as a body is parsed.
 *
 * @param subject what has the text, for the detail of the exception
 * @throws MalformedBody for invalid UTF-8 or JSON, a member `__proto__` or one that comes twice, or deep nesting
 */
export function parseJson(bytes: Buffer, subject = 'body'): unknown {
  if (!isUtf8(bytes)) throw new MalformedBody(`The ${subject} is not valid UTF-8.`);
  // JSON has no byte order mark, but some programs write one (RFC 8259 §8.1).
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const value = parse(text);
  if (isDeeperThan(MAX_DEPTH, value)) {
    throw new MalformedBody(`The ${subject} has more than ${MAX_DEPTH} levels of nesting.`);
  }
  if (value === undefined || hasProto(text, value)) {
    throw new MalformedBody(`The ${subject} is not valid JSON, or it has a member "__proto__".`);
  }
  if (hasMemberTwice(text, value)) {
    throw new MalformedBody(`An object of the ${subject} has a member twice.`);
  }
  return value;
}

/** Undefined when the text is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function missingBody(): MalformedBody {
  return new MalformedBody('This operation requires a body.');
}

/** Such a member would reach the prototype of any object that the members are copied to. */
function hasProto(text: string, value: unknown): boolean {
  const isIn = (part: unknown): boolean =>
    typeof part === 'object' &&
    part !== null &&
    (Object.hasOwn(part, '__proto__') || Object.values(part).some(isIn));
  return /__|\\u005f/i.test(text) && isIn(value);
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
