import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { cp, rm, symlink } from 'node:fs/promises';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/database/seed.js';
import { createDatabase, TOKEN_SECRET } from './app.js';
import { Client } from './client.js';

export const project = fileURLToPath(new URL('../../', import.meta.url));
const program = [process.execPath, join(project, 'dist/main.js')];

const gone = { recursive: true, force: true };

/** What clears away behind a test, also when it failed; the last comes first. */
export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (let cleanup; (cleanup = cleanups.pop());) await cleanup();
});

/** An empty folder to start in. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "start's test "));
  const hash = createHash('sha256').update(join(folder, '.data/postgres')).digest('hex');
  const dataOfRoot = `/var/tmp/nest-response-codes-${hash.slice(0, 16)}`;
  for (const path of [folder, dataOfRoot]) cleanups.push(() => rm(path, gone));
  return folder;
}

/** A folder where npm runs the scripts of the project; with --ignore-scripts, `prestart` is none. */
export async function newProject(): Promise<string> {
  const folder = newFolder();
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  await symlink(join(project, 'dist'), join(folder, 'dist'));
  return folder;
}

/** An empty database on the server of the test run. */
export async function newDatabase(): Promise<URL> {
  const { url, drop } = await createDatabase();
  cleanups.push(drop);
  return new URL(url);
}

/** Opens a server on a port; gives the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** The program in a process group of its own, as a shell would run it. */
export class Run {
  output = '';
  readonly client = new Client();
  /** Resolves with the exit code and the signal. */
  readonly ended: Promise<unknown[]>;
  private readonly child: ChildProcess;
  private pids: string[];
  private readonly isDemo: boolean;

  constructor(folder: string, env: NodeJS.ProcessEnv = {}, [file = '', ...args] = program) {
    const { PATH, HOME } = process.env;
    const options = {
      cwd: folder,
      detached: true,
      env: { PATH, HOME, PORT: '0', TOKEN_SECRET, ...env },
    };
    this.isDemo = env.NODE_ENV !== 'production';
    this.child = spawn(file, args, options);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = once(this.child, 'close');
    this.pids = [String(this.child.pid)];
    cleanups.push(async () => {
      this.client.close();
      spawnSync('kill', ['-KILL', '--', `-${this.child.pid}`]); // is there still one to kill?
      await this.until(() => this.left().length === 0);
    });
  }

  async untilItServes(): Promise<this> {
    await this.until(() => this.port > 0);
    this.client.connect(`http://127.0.0.1:${this.port}`);
    if (this.isDemo) await this.client.logIn(DEMO_USERS[0].email, DEMO_PASSWORD);
    this.pids = this.left().map((line) => line.trim().split(' ', 1)[0] ?? '');
    return this;
  }

  private get port(): number {
    return Number(/http:\/\/[^:]+:(\d+)/.exec(this.output)?.[1]);
  }

  /** To the process, or, with -1, to its whole group, as Ctrl-C does. */
  kill(signal: NodeJS.Signals, target: 1 | -1 = 1): void {
    process.kill(target * Number(this.child.pid), signal);
  }

  /** What runs of the group, and of the PostgreSQL that it started. */
  left(): string[] {
    const lines = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args=']).stdout.toString();
    const ours = new RegExp(`^ *\\d+ +${this.child.pid} |app\\.pid=(?:${this.pids.join('|')}) `);
    return lines.split('\n').filter((line) => ours.test(line) && !line.includes('<defunct>'));
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 20_000; !(await condition()); await sleep(50)) {
      if (Date.now() > end) throw new Error(`${this.output}\n${this.left().join('\n')}`);
    }
  }

  async openConnection(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    // One that is still in the queue when the server stops listening is reset.
    socket.on('error', () => undefined);
    cleanups.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  /** How many there are in a list that fits on a page. */
  async count(path: string): Promise<number | undefined> {
    return Object.values((await this.client.get<Record<string, unknown[]>>(path)).body)[0]?.length;
  }
}

/** Starts the program, and resolves when it serves. */
export function start(...args: ConstructorParameters<typeof Run>): Promise<Run> {
  return new Run(...args).untilItServes();
}
