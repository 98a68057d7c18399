import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { findProgram } from './programs.js';

export const REDIS = {
  name: 'redis-server',
  isInstalled: findProgram('redis-server') !== undefined,
};

/** A redis-server on its own port that stores nothing on disk. */
export class TestRedis {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', ''];
    this.child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    this.child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = once(this.child, 'exit').catch(() => undefined);
    while (!output.includes('Ready to accept connections')) {
      if (await Promise.race([exited.then(() => true), sleep(20, false)])) {
        throw new Error(`redis-server did not start, and this test needs it. ${output}`);
      }
    }
  }

  /** Suspends the process: it still accepts connections but does not respond. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Makes it a replica of a server that does not exist, which accepts no write; or a primary again. */
  async setReadOnly(isReadOnly: boolean): Promise<void> {
    const redis = new Redis(this.url);
    await (isReadOnly ? redis.replicaof('127.0.0.1', 1) : redis.replicaof('NO', 'ONE'));
    redis.disconnect();
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
