/* Helpers for OpenAPI documents and their schemas. */

/** A copy in which every object schema forbids properties that it does not name. */
export function forbidUnknownProperties<T>(node: T): T {
  if (Array.isArray(node)) return node.map(forbidUnknownProperties) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, forbidUnknownProperties(value)]),
  );
  return { ...('properties' in copy && { additionalProperties: false }), ...copy } as T;
}

/** Whether a path matches a template such as `/items/{id}`. */
export function matchesTemplate(template: string, path: string): boolean {
  const pattern = template
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return isDecodable(path) && new RegExp(`^${pattern}$`).test(path);
}

/** A path that cannot be decoded never reaches an operation. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A JSON pointer as a URI fragment (RFC 6901 §6). */
export function toPointer(...names: string[]): string {
  return names
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}
