import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';

/**
 * OWASP Password Storage Cheat Sheet, scrypt: N = 2^14, r = 8, p = 5. It is as strong as N = 2^17 with
 * p = 1, and needs 16 MiB of memory rather than 128.
 */
const COST = { N: 2 ** 14, r: 8, p: 5 };

/** Half of Node's four threads for such work: connections need the others. */
const limit = pLimit(2);

const scryptOnThread = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

function derive(...work: Parameters<typeof scryptOnThread>): Promise<Buffer> {
  return limit(scryptOnThread, ...work);
}

/**
 * Hashes a password, off the event loop, to `$scrypt$ln=14,r=8,p=5$salt$hash` (PHC string format,
 * base64 without padding).
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32, COST);
  return format(salt, hash);
}

/** Matches no password, and costs as much to verify as a real hash. */
export const NO_HASH = format(Buffer.alloc(16), Buffer.alloc(32));

function format(...parts: [salt: Buffer, hash: Buffer]): string {
  const [salt, hash] = parts.map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  return `$scrypt$ln=${Math.log2(COST.N)},r=${COST.r},p=${COST.p}$${salt}$${hash}`;
}

/** Verifies a password against a hash of any cost. */
export async function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  const [, ln, r, p, salt, hash] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(passwordHash) ?? [];
  const expected = Buffer.from(hash, 'base64');
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  const maxmem = 2 * 128 * cost.N * cost.r;
  const actual = await derive(password, Buffer.from(salt, 'base64'), expected.length, {
    ...cost,
    maxmem,
  });
  return timingSafeEqual(actual, expected);
}
