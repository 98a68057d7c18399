/* Small tools for OpenAPI documents and their schemas. */

/** A copy in which no object may have a property that its schema does not name. */
export function closed<T>(node: T): T {
  if (Array.isArray(node)) return node.map(closed) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, closed(value)]),
  );
  return { ...('properties' in copy && { additionalProperties: false }), ...copy } as T;
}

/** Whether a path is one of those that a template such as `/items/{id}` stands for. */
export function matches(template: string, path: string): boolean {
  const pattern = template
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return isDecodable(path) && new RegExp(`^${pattern}$`).test(path);
}

/** What is not, never reaches an operation. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A JSON pointer as a URI fragment (RFC 6901 §6). */
export function pointer(...names: string[]): string {
  return names
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}
