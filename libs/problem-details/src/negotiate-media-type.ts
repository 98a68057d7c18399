import Negotiator from 'negotiator';

/** A parameter of a media type, other than its weight. */
const PARAMETER = /;\s*(?!q\s*=)[^;,="]+(?:=(?:"(?:[^"\\]|\\.)*"|[^;,"]*))?/gi;

/**
 * The media type that `Accept` prefers (RFC 9110 §12.5.1), undefined when it excludes all. Parameters are ignored:
 * JSON has none (RFC 8259 §11), and a client that asks for a version of it prefers JSON to anything else.
 *
 * @param mediaTypes the first is preferred when `Accept` is absent, or makes no difference
 */
export function negotiateMediaType(
  accept: string | undefined,
  mediaTypes: string[],
): string | undefined {
  const headers = { accept: accept?.replaceAll(PARAMETER, '') };
  return new Negotiator({ headers }).mediaType(mediaTypes);
}
