import type { FastifyReply } from 'fastify';

/* Response headers, as the OpenAPI document describes them. */

/** Where to fetch the resource that a 201 created (RFC 9110 §10.2.2). */
export const LOCATION_HEADER = {
  Location: {
    description: 'Where to fetch the created resource.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
  },
} as const;

/** The URL of the content, where the request had another one (RFC 9110 §8.7). */
export const CONTENT_LOCATION_HEADER = {
  'Content-Location': {
    description: 'The URL of this resource.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
    example: '/users/019af000-0000-7000-8000-000000000003',
  },
} as const;

/** Where a list continues (RFC 8288 §3). */
export const NEXT_LINK_HEADER = {
  Link: {
    description: 'The URL of the next page. The last page has none.',
    schema: { type: 'string', pattern: '^<[^<>"\\s]+>; rel="next"$' },
  },
} as const;

/** The version of the content (RFC 9110 §8.8.3). */
export const ETAG_HEADER = {
  ETag: {
    description: 'Identifies this version. No other version ever has the same.',
    required: true,
    schema: { type: 'string', pattern: '^"[0-9a-f-]{36}(?:-[a-z]+)?"$' },
    example: '"0b9d6a3e-5f0c-4c55-9d5e-2f6d1c7a8e41"',
  },
} as const;

/** Which request header the content depends on (RFC 9110 §12.5.5). */
export const VARY_AUTHORIZATION_HEADER = {
  Vary: {
    description: 'Other users see fewer fields.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Authorization(?:,|$)' },
    example: 'Authorization',
  },
} as const;

/** The content may be compressed for one client and not for another (RFC 9110 §12.5.5). */
export const VARY_ACCEPT_ENCODING_HEADER = {
  Vary: {
    description: 'The content is compressed for clients that accept it.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Accept-Encoding(?:,|$)' },
    example: 'Accept-Encoding',
  },
} as const;

/** A browser gets a page, and another client may ask for JSON (RFC 9110 §12.5.5). */
export const VARY_ACCEPT_HEADER = {
  Vary: {
    description: 'The media type depends on `Accept`.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Accept(?:,|$)' },
    example: 'Accept',
  },
} as const;

/** How much of its rate limit a client has left (draft-ietf-httpapi-ratelimit-headers-07 §3). */
export const RATE_LIMIT_HEADERS = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
] as const;

/** Tells caches that the response depends on who sent the request. */
export function addVaryAuthorization(reply: FastifyReply): void {
  addVary(reply, 'Authorization');
}

/** Adds the name of a request header, besides which CORS may have put another one (RFC 9110 §12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  reply.header('Vary', others ? `${String(others)}, ${name}` : name);
}
