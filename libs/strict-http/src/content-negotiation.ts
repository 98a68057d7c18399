import { parse } from 'content-type';
import type { FastifyRequest } from 'fastify';
import { countHeader } from './headers.js';
import { getConsumedTypes, hasBody, JSON_TYPES } from './consumed-types.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';
import {
  InvalidParameters,
  negotiateMediaType,
  NotAcceptable,
  type ProblemException,
  UnsupportedMediaType,
} from '#problem-details';

/** Responds 406 on each route that is registered after this call. */
export function registerAcceptCheck(adapter: StrictFastifyAdapter): void {
  addRouteCheck(adapter, checkAccept);
}

/** Responds 415, before the body is read, on each route that is registered after this call. */
export function registerContentTypeCheck(adapter: StrictFastifyAdapter): void {
  addRouteCheck(adapter, checkContentType);
}

function addRouteCheck(
  { fastify, settings: { htmlPaths } }: StrictFastifyAdapter,
  check: (request: FastifyRequest) => ProblemException | undefined,
): void {
  fastify.addHook('onRoute', (route) => {
    const isHtmlPath = htmlPaths.some((path) => `${route.url}/`.startsWith(`${path}/`));
    if (route.config?.servesHtml || isHtmlPath) return;
    route.onRequest = [route.onRequest ?? []].flat().concat((request, _reply, done) => {
      done(check(request));
    });
  });
}

/** RFC 9110 §12.5.1. The success of a DELETE has no content to accept. */
function checkAccept({ method, headers: { accept } }: FastifyRequest): NotAcceptable | undefined {
  if (!accept || method === 'DELETE') return undefined;
  return negotiateMediaType(accept, [...JSON_TYPES]) ? undefined : new NotAcceptable();
}

/**
 * RFC 9110 §15.5.16. The headers of the 415 say what is supported: RFC 9110 §12.5.1 and §12.5.3, for
 * PATCH RFC 5789 §3.1.
 */
function checkContentType(
  request: FastifyRequest,
): UnsupportedMediaType | InvalidParameters | undefined {
  const { method, headers, raw } = request;
  const types = getConsumedTypes(request);
  if (types.length === 0) return undefined;
  // Node keeps the first one; a proxy in front may have checked the last.
  if (countHeader(raw.rawHeaders, 'content-type') > 1) {
    return new InvalidParameters([{ header: 'Content-Type', detail: 'must be given once' }]);
  }
  const accept = { [method === 'PATCH' ? 'Accept-Patch' : 'Accept']: types.join(', ') };
  const unsupported = (detail: string, more: object = {}): UnsupportedMediaType =>
    new UnsupportedMediaType(detail, { headers: { ...accept, ...more } });

  if (headers['content-encoding']) {
    return unsupported('Content codings are not supported. Send the body without one.', {
      'Accept-Encoding': 'identity',
    });
  }
  const { type, parameters } = parse(headers['content-type'] ?? '');
  if (types.includes(type)) {
    // `utf8` is not a registered name, but its meaning is clear.
    const isUtf8 = /^utf-?8$/i.test(parameters.charset ?? 'utf-8');
    return isUtf8 ? undefined : unsupported('The charset must be UTF-8.');
  }
  // Without a body there is nothing to have a type: the missing body gets a 400 later.
  const isAbsent = headers['content-type'] === undefined && !hasBody(headers);
  return isAbsent ? undefined : unsupported(`The body must be ${types.join(' or ')}.`);
}
