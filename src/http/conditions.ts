import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  type ParamDecoratorEnhancer,
} from '@nestjs/common';
import type { ApiHeaderOptions } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ETAG } from './headers.js';
import { Problem } from './problems.js';
import { ApiHeader, ApiNotModifiedResponse } from './swagger.js';

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'Act only on one of these versions, or `*` for any that exists (RFC 9110 §13.1.1).',
} as const;

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description:
    'Act only if none of these versions is current, or `*` for none at all (RFC 9110 §13.1.2).',
} as const;

/**
 * What a request asks of the current version before it is acted on (RFC 9110 §13.1). A list holds
 * versions by their ETags without the quotes; `any` stands for `*`.
 */
export interface Preconditions {
  /** If-Match: the current version has to be one of these. */
  match?: 'any' | readonly string[];
  /** If-None-Match: the current version, where there is one, has to be none of these. */
  noneMatch?: 'any' | readonly string[];
}

/** The preconditions of a request, for a handler that writes; documents the headers as well. */
export const IfConditions = createParamDecorator(ofRequest, [
  documented(IF_MATCH),
  documented(IF_NONE_MATCH),
]);

/** The same for a handler that answers 428 without If-Match. */
export const RequiredConditions = createParamDecorator(ofRequest, [
  documented({ ...IF_MATCH, required: true, schema: { type: 'string', example: '*' } }),
  documented(IF_NONE_MATCH),
]);

/**
 * Documents a handler that sends an ETag, and so answers 304 to whoever has that version.
 *
 * @param headers those that the 304 shares with the 200 (RFC 9110 §15.4.5)
 */
export function ApiNotModified(headers: Record<string, object> = ETAG): MethodDecorator {
  return applyDecorators(
    ApiHeader(IF_NONE_MATCH),
    ApiNotModifiedResponse({ description: 'The client has this version.', headers }),
  );
}

function ofRequest(_: unknown, context: ExecutionContext): Preconditions {
  return preconditions(context.switchToHttp().getRequest<FastifyRequest>());
}

function documented(header: ApiHeaderOptions): ParamDecoratorEnhancer {
  return (target, key, index) => {
    if (key === undefined || index === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (descriptor) ApiHeader(header)(target, key, descriptor);
  };
}

/** 412: the write did not happen. */
export class PreconditionFailed extends Problem {
  constructor() {
    super('precondition-failed', 'The current version is not one that the request asks for.');
  }
}

/** 428: nothing was tried. */
export class PreconditionRequired extends Problem {
  constructor() {
    super(
      'precondition-required',
      'GET the current version, and send its ETag in If-Match. Then no change of anyone is lost.',
    );
  }
}

/** The conditional headers of a request that can not be read. */
export function malformedConditions({ method, headers }: FastifyRequest): string[] {
  // The target of a POST is a collection, which has no version: its conditions are ignored.
  if (method === 'POST') return [];
  return ['If-Match', 'If-None-Match'].filter((name) => {
    const header = headers[name.toLowerCase()];
    return typeof header === 'string' && parse(header) === undefined;
  });
}

/** Answers 304 to a GET or HEAD whose If-None-Match names the version that would be sent. */
export function answerNotModified(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || reply.statusCode !== 200 || typeof etag !== 'string') return done(null, payload);
    const { noneMatch } = preconditions(request);
    if (noneMatch !== 'any' && !noneMatch?.some((value) => `"${value}"` === etag)) {
      return done(null, payload);
    }
    // RFC 9110 §15.4.5: the headers of the 200, less those that describe the content.
    reply.status(304).removeHeader('content-type').removeHeader('content-length');
    // Fastify takes the content from a HEAD itself, but tells its length.
    done(null, request.method === 'HEAD' ? payload : null);
  });
  fastify.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') return;
    route.onSend = [route.onSend ?? []].flat().concat((_request, reply, payload, done) => {
      if (reply.statusCode === 304) reply.removeHeader('content-length');
      done(null, payload);
    });
  });
}

function preconditions({ headers }: FastifyRequest): Preconditions {
  const match = parse(headers['if-match']);
  const noneMatch = parse(headers['if-none-match']);
  return {
    // If-Match compares strongly: a weak tag names no current version (RFC 9110 §8.8.3.2).
    match: match === 'any' ? match : match?.filter(({ weak }) => !weak).map(({ value }) => value),
    noneMatch: noneMatch === 'any' ? noneMatch : noneMatch?.map(({ value }) => value),
  };
}

interface EntityTag {
  weak: boolean;
  value: string;
}

/** An entity tag (RFC 9110 §8.8.3), or nothing, up to the next comma; a value may hold a comma. */
const ELEMENT = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Reads `*` or a list, in which empty elements do not count (RFC 9110 §5.6.1). Undefined where
 * there is no header, or one that is neither.
 */
function parse(header: string | undefined): 'any' | EntityTag[] | undefined {
  if (header === undefined) return undefined;
  if (header === '*') return 'any';
  const tags: EntityTag[] = [];
  for (ELEMENT.lastIndex = 0; ELEMENT.lastIndex < header.length;) {
    const element = ELEMENT.exec(header);
    if (!element) return undefined;
    const [, weak, value] = element;
    if (value !== undefined) tags.push({ weak: weak !== undefined, value });
  }
  return tags.length > 0 ? tags : undefined;
}
