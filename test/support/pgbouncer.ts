import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { findProgram } from './programs.js';

const PATH = findProgram('pgbouncer', '/usr/sbin/pgbouncer');

export const PGBOUNCER = { name: 'pgbouncer', isInstalled: PATH !== undefined };

/** A PgBouncer in front of a database: each transaction may get another of its few connections. */
export class TestPgBouncer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(databaseUrl: string): Promise<TestPgBouncer> {
    const target = new URL(databaseUrl);
    const { hostname, port, username, password, pathname } = target;
    target.port = String(await freePort());
    const server = `host=${hostname} port=${port} user=${username} password=${password}`;
    const config = `[databases]
${pathname.slice(1)} = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${target.port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
`;
    return TestPgBouncer.run(config, target.href);
  }

  /** @param url where it then listens, and to what */
  static async run(config: string, url: string): Promise<TestPgBouncer> {
    const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, config);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chmod(folder, 0o755);
    // It refuses to run as root.
    const args = [...(isRoot ? ['-u', 'nobody'] : []), file];
    const child = spawn(PATH ?? 'pgbouncer', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = once(child, 'exit');
    while (!output.includes('process up')) {
      const hasExited = await Promise.race([exited, once(child.stderr, 'data').then(() => false)]);
      if (hasExited) throw new Error(`PgBouncer did not start: ${output}`);
    }
    return new TestPgBouncer(url, child, folder);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    await rm(this.folder, { recursive: true, force: true });
  }
}
