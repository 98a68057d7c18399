/**
 * How many times the client sent a header. Of a repeated `Host` or `Authorization`, Node's `headers`
 * has only the first.
 *
 * @param rawHeaders names and values in turn, as in Node's `request.rawHeaders`
 * @param name in lower case
 */
export function countHeader(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}
