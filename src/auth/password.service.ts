import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type Client, FairQueue } from '#strict-http';
import { Config } from '../config/config.js';

const scryptOnThread = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Hashes passwords, and verifies them, off the event loop. */
@Injectable()
export class PasswordService {
  /** Matches no password, and costs as much to verify as a real hash. */
  readonly dummyHash: string;
  private readonly queue = new FairQueue();
  private readonly cost: { N: number; r: number; p: number };

  constructor({ limits }: Config) {
    // As strong as N = 2^17 with p = 1, which needs 128 MiB of memory rather than 16.
    this.cost = { N: limits.passwordHashCost, r: 8, p: 5 };
    this.dummyHash = this.format(Buffer.alloc(16), Buffer.alloc(32));
  }

  /**
   * Hashes a password to `$scrypt$ln=14,r=8,p=5$salt$hash` (PHC string format, base64 without padding).
   *
   * @throws TooManyRequests, or ServiceUnavailable when too many others wait
   */
  async hash(password: string, client?: Client): Promise<string> {
    const salt = randomBytes(16);
    const hash = await this.derive(client, normalizePassword(password), salt, 32, this.cost);
    return this.format(salt, hash);
  }

  /**
   * Verifies a password against a hash of any cost.
   *
   * @throws TooManyRequests, or ServiceUnavailable when too many others wait
   */
  async verify(password: string, passwordHash: string, client?: Client): Promise<boolean> {
    const [, ln, r, p, salt, hash] =
      /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(passwordHash) ?? [];
    const expected = Buffer.from(hash, 'base64');
    const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
    // Twice what scrypt needs (RFC 7914 §2).
    const options = { ...cost, maxmem: 2 * 128 * cost.r * (cost.N + cost.p) };
    const bytes = Buffer.from(salt, 'base64');
    const text = normalizePassword(password);
    const actual = await this.derive(client, text, bytes, expected.length, options);
    return timingSafeEqual(actual, expected);
  }

  /** Counts the client's request, waits for a thread, then derives the hash. */
  private async derive(
    client: Client | undefined,
    ...work: Parameters<typeof scryptOnThread>
  ): Promise<Buffer> {
    await client?.count();
    return this.queue.run(client?.address ?? '', () => scryptOnThread(...work), client?.signal);
  }

  private format(...parts: [salt: Buffer, hash: Buffer]): string {
    const [salt, hash] = parts.map((bytes) => bytes.toString('base64').replaceAll('=', ''));
    const { N, r, p } = this.cost;
    return `$scrypt$ln=${Math.log2(N)},r=${r},p=${p}$${salt}$${hash}`;
  }
}

/** One keyboard may send `é` as one code point, another as two: RFC 8265 §4.2.2. */
function normalizePassword(password: string): string {
  return password.normalize('NFC');
}
