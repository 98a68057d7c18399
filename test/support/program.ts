import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { cp, rm, symlink } from 'node:fs/promises';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, jest } from '@jest/globals';
import { type copyTestDatabase, createDatabase, TOKEN_SECRET } from './app.js';
import { Client } from '#contract-testing';

export const PROJECT = `${process.cwd()}/`;
const PROGRAM = [process.execPath, join(PROJECT, 'dist/src/main.js')];

/** A test may start several processes beside other work of the machine. */
jest.setTimeout(600_000);
/** Shows what hangs. Nothing takes this long by itself, even on a machine that does other work. */
const UNTIL_MS = 180_000;

const REMOVE_ALL = { recursive: true, force: true };

/** Run after each test in reverse order, even when it failed. */
export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (let cleanup; (cleanup = cleanups.pop());) await cleanup();
});

/** Creates an empty working directory. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "program's test "));
  for (const path of [folder, toDataFolderOfRoot(folder)])
    cleanups.push(() => rm(path, REMOVE_ALL));
  return folder;
}

/** Where the service keeps its data when root starts it in this folder. */
export function toDataFolderOfRoot(folder: string): string {
  const hash = createHash('sha256').update(join(folder, '.data/postgres')).digest('hex');
  return `/var/tmp/embedded-postgres-${hash.slice(0, 16)}`;
}

/** Creates a folder in which npm can run the scripts of the project without building it. */
export async function newProject(): Promise<string> {
  const folder = newFolder();
  await cp(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(PROJECT, 'dist'), join(folder, 'dist'));
  return folder;
}

/**
 * Creates a database on the PostgreSQL server of the test run.
 *
 * @param create makes it empty, or a copy of that with the data of the tests
 */
export async function newDatabase(create: typeof copyTestDatabase = createDatabase): Promise<URL> {
  const { url, drop } = await create();
  cleanups.push(drop);
  return new URL(url);
}

/** Starts listening, and returns the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** The service in its own process group, as a shell would run it. */
export class Program {
  output = '';
  readonly client = new Client();
  /** Resolves with the exit code and the signal. */
  readonly exited: Promise<unknown[]>;
  private readonly child: ChildProcess;
  private pids: string[];

  constructor(folder: string, env: NodeJS.ProcessEnv = {}, [file = '', ...args] = PROGRAM) {
    const { PATH, HOME } = process.env;
    const options = {
      cwd: folder,
      detached: true,
      env: { PATH, HOME, PORT: '0', TOKEN_SECRET, ...env },
    };
    this.child = spawn(file, args, options);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = once(this.child, 'close');
    this.pids = [String(this.child.pid)];
    cleanups.push(async () => {
      this.client.close();
      spawnSync('kill', ['-KILL', '--', `-${this.child.pid}`]); // fails when no process is left
      await this.until(() => this.findProcesses().length === 0);
    });
  }

  async untilListening(): Promise<this> {
    await this.until(() => this.port > 0);
    this.client.connect(`http://127.0.0.1:${this.port}`);
    this.pids = this.findProcesses().map((line) => line.trim().split(' ', 1)[0] ?? '');
    return this;
  }

  /** For a program whose log does not say where it listens. */
  async untilLive(port: string): Promise<this> {
    this.client.connect(`http://127.0.0.1:${port}`);
    const isLive = (): Promise<boolean> =>
      this.client.get('/health/live').then(
        () => true,
        () => false,
      );
    await this.until(isLive);
    return this;
  }

  private get port(): number {
    return Number(/http:\/\/[^:]+:(\d+)/.exec(this.output)?.[1]);
  }

  /** Sends a signal to the process or, with -1, to its whole group, as Ctrl-C does. */
  kill(signal: NodeJS.Signals, target: 1 | -1 = 1): void {
    process.kill(target * Number(this.child.pid), signal);
  }

  /** The running processes of the group, and of the PostgreSQL server that it started. */
  findProcesses(): string[] {
    const lines = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,pgid=,args=']).stdout.toString();
    const pattern = new RegExp(`^ *\\d+ +${this.child.pid} |app\\.pid=(?:${this.pids.join('|')}) `);
    return lines.split('\n').filter((line) => pattern.test(line) && !line.includes('<defunct>'));
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + UNTIL_MS; !(await condition()); await sleep(50)) {
      if (Date.now() > deadline)
        throw new Error(`${this.output}\n${this.findProcesses().join('\n')}`);
    }
  }

  async openConnection(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    // A connection that is still queued when the server stops listening is reset.
    socket.on('error', () => undefined);
    cleanups.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }
}

/** Starts the program, and resolves when it listens. */
export function startProgram(...args: ConstructorParameters<typeof Program>): Promise<Program> {
  return new Program(...args).untilListening();
}
