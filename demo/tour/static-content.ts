import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';
import { addVary } from '#strict-http';

/** The content may be compressed for one client and not for another (RFC 9110 §12.5.5). */
const VARY_ACCEPT_ENCODING_HEADER = {
  Vary: {
    description: 'The content is compressed for clients that accept it.',
    required: true,
    schema: { type: 'string', pattern: '(?:^|, )Accept-Encoding(?:,|$)' },
    example: 'Accept-Encoding',
  },
} as const;

/** The headers that `StaticContent` sends with a 200 and a 304. */
export const STATIC_CONTENT_HEADERS = {
  ETag: {
    description: 'Identifies this content in this coding.',
    required: true,
    schema: { type: 'string', pattern: '^"[\\w-]{43}"$' },
    example: '"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"',
  },
  ...VARY_ACCEPT_ENCODING_HEADER,
} as const;

/** The header that says how the content of a 200 is coded (RFC 9110 §8.4). */
export const CONTENT_ENCODING_HEADER = {
  'Content-Encoding': {
    description: 'Sent when the content is compressed.',
    schema: { type: 'string', const: 'gzip' },
    example: 'gzip',
  },
} as const;

/** The bytes of a coding, and their ETag. Another coding has another ETag (RFC 9110 §8.8.3.3). */
interface Representation {
  bytes: Buffer;
  etag: string;
}

/**
 * A text or file that is the same for every client: compressed once, for those who accept it.
 *
 * No other response is compressed: the length of a compressed secret beside a text of an attacker reveals
 * the secret (BREACH), and the ETag of an entity would be another one than a write's If-Match needs.
 */
export class StaticContent {
  private constructor(
    private readonly identity: Representation,
    private readonly gzip: Representation,
  ) {}

  static async create(content: string | Buffer): Promise<StaticContent> {
    const bytes = Buffer.from(content);
    const compressed = await promisify(gzip)(bytes, { level: 9 });
    return new StaticContent(toRepresentation(bytes), toRepresentation(compressed));
  }

  /**
   * Sets the headers, and returns the bytes to send. `conditional-get.ts` makes a 304 of it. A client that
   * accepts neither coding gets the content without one: RFC 9110 §12.4.1 permits that instead of a 406.
   */
  prepare(reply: FastifyReply): Buffer {
    const coding = new Negotiator(reply.request).encoding(['gzip', 'identity']);
    const { bytes, etag } = coding === 'gzip' ? this.gzip : this.identity;
    addVary(reply, 'Accept-Encoding');
    if (coding === 'gzip') reply.header('Content-Encoding', coding);
    // A cache asks again each time, so that a page never mixes the files of two versions.
    reply.header('Cache-Control', 'no-cache').header('ETag', etag);
    return bytes;
  }
}

function toRepresentation(bytes: Buffer): Representation {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}
