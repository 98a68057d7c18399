import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { ServiceUnavailable } from '../problems/http.problems.js';

/**
 * OWASP Password Storage Cheat Sheet, scrypt: N = 2^14, r = 8, p = 5. It is as strong as N = 2^17 with
 * p = 1, and needs 16 MiB of memory rather than 128.
 */
const COST = { N: 2 ** 14, r: 8, p: 5 };

/** Half of Node's four threads for such work: connections need the others. */
const limit = pLimit(2);
/** How many hashes may wait for a thread, each for some 50 ms on two threads. */
const MAX_PENDING = 20;

const scryptOnThread = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/**
 * Waits for a thread, then derives the hash.
 *
 * @throws ServiceUnavailable when too many others wait: a login must not take seconds
 * @throws the signal's reason when the client has hung up by then
 */
function derive(
  signal: AbortSignal | undefined,
  ...work: Parameters<typeof scryptOnThread>
): Promise<Buffer> {
  if (limit.pendingCount >= MAX_PENDING) {
    throw new ServiceUnavailable('Too many passwords are being checked. Retry in a moment.');
  }
  return limit(() => {
    signal?.throwIfAborted();
    return scryptOnThread(...work);
  });
}

/** One keyboard may send `é` as one code point, another as two: RFC 8265 §4.2.2. */
function toComparable(password: string): string {
  return password.normalize('NFC');
}

/**
 * Hashes a password, off the event loop, to `$scrypt$ln=14,r=8,p=5$salt$hash` (PHC string format,
 * base64 without padding).
 */
export async function hashPassword(password: string, signal?: AbortSignal): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(signal, toComparable(password), salt, 32, COST);
  return format(salt, hash);
}

/** Matches no password, and costs as much to verify as a real hash. */
export const NO_HASH = format(Buffer.alloc(16), Buffer.alloc(32));

function format(...parts: [salt: Buffer, hash: Buffer]): string {
  const [salt, hash] = parts.map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  return `$scrypt$ln=${Math.log2(COST.N)},r=${COST.r},p=${COST.p}$${salt}$${hash}`;
}

/** Verifies a password against a hash of any cost. */
export async function verifyPassword(
  password: string,
  passwordHash: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const [, ln, r, p, salt, hash] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(passwordHash) ?? [];
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  const maxmem = 2 * 128 * cost.N * cost.r;
  const options = { ...cost, maxmem };
  const bytes = Buffer.from(salt, 'base64');
  const actual = await derive(signal, toComparable(password), bytes, expected.length, options);
  return timingSafeEqual(actual, expected);
}
