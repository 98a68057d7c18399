import type { FastifyReply } from 'fastify';

/* Response headers: how the document states them, and how their values are made. */

/** Where what a 201 created can be fetched (RFC 9110 §10.2.2). */
export const LOCATION = {
  Location: {
    description: 'Where to fetch what was created.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
    example: '/items/desk-lamp',
  },
} as const;

/** Where a list goes on (RFC 8288 §3). */
export const NEXT_LINK = {
  Link: {
    description: 'Where the next page is; not sent with the last.',
    schema: { type: 'string', pattern: '^<[^<>"\\s]+>; rel="next"$' },
    example: '</items?limit=20&cursor=wa0AqPj7xlg5ZGVzay1sYW1w>; rel="next"',
  },
} as const;

/** The version of what the response holds (RFC 9110 §8.8.3). */
export const ETAG = {
  ETag: {
    description: 'Names this version, and no other for all time.',
    required: true,
    schema: { type: 'string', pattern: '^"[0-9a-f-]{36}(?:-[a-z]+)?"$' },
    example: '"0b9d6a3e-5f0c-4c55-9d5e-2f6d1c7a8e41"',
  },
} as const;

/** How to say who one is (RFC 9110 §11.6.1). */
export const WWW_AUTHENTICATE = {
  'WWW-Authenticate': {
    description: 'How to say who sends the request.',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer',
  },
} as const;

/** When to try again (RFC 9110 §10.2.3). */
export const RETRY_AFTER = {
  'Retry-After': {
    description: 'After how many seconds to try again.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '1',
  },
} as const;

/** How much of its limit a client has left (draft-ietf-httpapi-ratelimit-headers-07 §3). */
export const RATE_LIMIT = {
  'RateLimit-Limit': {
    description: 'How many requests the client may send in a minute.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '600',
  },
  'RateLimit-Remaining': {
    description: 'How many of them are left.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '599',
  },
  'RateLimit-Reset': {
    description: 'After how many seconds there are as many again.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '60',
  },
} as const;

/** What a body may be instead: RFC 9110 §12.5.1, §12.5.3, and for PATCH RFC 5789 §3.1. */
export function acceptHeaders(method: string, types: readonly string[]): Record<string, object> {
  return {
    [method === 'patch' ? 'Accept-Patch' : 'Accept']: {
      description: 'The media types that a body may be of.',
      required: true,
      schema: { type: 'string', const: types.join(', ') },
    },
    'Accept-Encoding': {
      description: 'Sent where the body had a content coding.',
      schema: { type: 'string', const: 'identity' },
    },
  };
}

/** What the response would be other for (RFC 9110 §12.5.5). */
export const VARY_BY_CALLER = {
  Vary: {
    description: 'Others see less of the same.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Authorization(?:,|$)' },
    example: 'Authorization',
  },
} as const;

/** Says that a response depends on who asks for it. */
export function varyByCaller(reply: FastifyReply): void {
  const others = reply.getHeader('vary');
  reply.header('Vary', others ? `${String(others)}, Authorization` : 'Authorization');
}

/**
 * A strong entity tag: the version's own id, in quotes.
 *
 * @param view which representation of that version it is, where there is more than one
 */
export function etagOf({ etag }: { etag: string }, view?: string): string {
  return view ? `"${etag}-${view}"` : `"${etag}"`;
}
