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

/** Which request header the content depends on (RFC 9110 §12.5.5). */
export const VARY_AUTHORIZATION_HEADER = {
  Vary: {
    description: 'Other users see fewer fields.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Authorization(?:,|$)' },
    example: 'Authorization',
  },
} as const;
