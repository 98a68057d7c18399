import { BodyTooLarge, ProblemException } from '#problem-details';

/** A longer line is a 413 in the report. */
export const MAX_LINE_BYTES = 102_400;

export const MAX_LINES = 50_000;

/** What is kept of a line: one that is too long still is without a byte order mark and a CR. */
const KEPT_BYTES = MAX_LINE_BYTES + 5;

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const WHITE_SPACE: readonly number[] = [0x20, 0x09, CR];

export interface NdjsonLine {
  /** From 1; empty lines count. */
  number: number;
  /** Without the line break; cut when it is too long. */
  content: Buffer;
}

/**
 * Splits NDJSON into its lines that are not empty, and holds one of them at a time. Lines may end with CRLF, the last
 * one need not end, and a byte order mark may come first.
 *
 * @throws BodyTooLarge for more than 50,000 lines
 */
export async function* splitLines(body: AsyncIterable<Buffer>): AsyncGenerator<NdjsonLine> {
  let number = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    if (length < KEPT_BYTES) parts.push(part.subarray(0, KEPT_BYTES - length));
    length += part.length;
  };
  const takeLine = (): NdjsonLine => {
    const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    number += 1;
    parts = [];
    length = 0;
    return { number, content: trim(line, number === 1) };
  };
  for await (const chunk of body) {
    let start = 0;
    for (let end; (end = chunk.indexOf(LF, start)) >= 0; start = end + 1) {
      keep(chunk.subarray(start, end));
      const line = takeLine();
      if (line.number > MAX_LINES) throw tooManyLines();
      if (!isBlank(line.content)) yield line;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (length === 0) return;
  const line = takeLine();
  if (line.number > MAX_LINES) throw tooManyLines();
  if (!isBlank(line.content)) yield line;
}

function trim(line: Buffer, isFirst: boolean): Buffer {
  const start = isFirst && line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  return line.subarray(start, line.at(-1) === CR ? -1 : undefined);
}

function isBlank(content: Buffer): boolean {
  return content.every((byte) => WHITE_SPACE.includes(byte));
}

function tooManyLines(): ProblemException {
  const detail = `The body has more than ${MAX_LINES.toLocaleString('en')} lines.`;
  return new ProblemException(BodyTooLarge.definition, detail);
}
