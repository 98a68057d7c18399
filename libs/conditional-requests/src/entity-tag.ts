/** An entity tag, without its quotes (RFC 9110 §8.8.3). */
export interface EntityTag {
  isWeak: boolean;
  value: string;
}

/** One entity tag or none, up to the next comma. A value may contain a comma. */
const LIST_ELEMENT = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Reads the value of `If-Match` or `If-None-Match`: `*`, or a list, in which empty elements do
 * not count (RFC 9110 §5.6.1).
 *
 * @returns undefined when there is no header, or when it is malformed
 */
export function parseEntityTags(header: string | undefined): 'any' | EntityTag[] | undefined {
  if (header === undefined) return undefined;
  if (header === '*') return 'any';
  const tags: EntityTag[] = [];
  for (LIST_ELEMENT.lastIndex = 0; LIST_ELEMENT.lastIndex < header.length;) {
    const element = LIST_ELEMENT.exec(header);
    if (!element) return undefined;
    const [, weak, value] = element;
    if (value !== undefined) tags.push({ isWeak: weak !== undefined, value });
  }
  return tags.length > 0 ? tags : undefined;
}

/**
 * A strong entity tag: the version's own id, in quotes.
 *
 * @param view the representation of that version, when it has more than one
 */
export function formatEtag(
  { revision: { etag } }: { revision: { etag: string } },
  view?: string,
): string {
  return view ? `"${etag}-${view}"` : `"${etag}"`;
}
