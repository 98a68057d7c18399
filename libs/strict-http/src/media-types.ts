export const JSON_MEDIA_TYPE = 'application/json';

/** The methods whose requests have a body, and the media types that it may have. */
export const MEDIA_TYPES_BY_METHOD = {
  POST: [JSON_MEDIA_TYPE],
  PUT: [JSON_MEDIA_TYPE],
  PATCH: ['application/merge-patch+json', JSON_MEDIA_TYPE],
};

export function requiresBody(method: string): method is keyof typeof MEDIA_TYPES_BY_METHOD {
  return method in MEDIA_TYPES_BY_METHOD;
}
