import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCES = 'test/system/taken-along';

/** Without the variables of jest and of this project. */
const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME };

/** An application in a folder of its own, which has nothing of this project but its npm packages. */
export class Application {
  private program: ChildProcess | undefined;

  private constructor(
    private readonly name: string,
    private readonly folder: string,
  ) {}

  /** @param name the folder beside this file that has the sources */
  static async create(name: string): Promise<Application> {
    const folder = await mkdtemp(join(tmpdir(), 'taken-along-'));
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8')) as {
      compilerOptions: object;
    };
    const files = {
      'package.json': { type: 'module', imports: { '#*': './dist/libs/*/src/index.js' } },
      'tsconfig.json': { compilerOptions, include: ['src', 'libs/*/src', 'test'] },
    };
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(folder, file), JSON.stringify(content));
    }
    return new Application(name, folder);
  }

  /** Copies files and folders from the sources. */
  async copy(...paths: string[]): Promise<void> {
    for (const path of paths) {
      await cp(join(SOURCES, this.name, path), join(this.folder, path), { recursive: true });
    }
  }

  async take(...libraries: string[]): Promise<void> {
    for (const library of libraries) {
      await cp(join('libs', library), join(this.folder, 'libs', library), { recursive: true });
    }
  }

  async build(): Promise<void> {
    const { code, output } = await this.run('typescript/bin/tsc');
    if (code !== 0) throw new Error(output);
  }

  /** Starts a program, and returns the URL that it prints when it listens. */
  start(file: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { ...ENVIRONMENT, ...more };
    const program = spawn(process.execPath, [file], { cwd: this.folder, env });
    this.program = program;
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const [url] = /http:\/\/\S+/.exec(output) ?? [];
        if (url) resolve(url);
      };
      program.stdout.on('data', read);
      program.stderr.on('data', read);
      program.on('close', () => reject(new Error(output)));
    });
  }

  async stop(): Promise<void> {
    if (this.program?.kill('SIGKILL')) await once(this.program, 'close');
  }

  /** Runs its tests. */
  test(): Promise<{ code: number; output: string }> {
    return this.run('jest/bin/jest.js');
  }

  /** Changes a compiled file while something is done. */
  async withEdit<T>(file: string, from: string | RegExp, to: string, work: () => T): Promise<T> {
    const path = join(this.folder, 'dist', file);
    const text = await readFile(path, 'utf8');
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file} does not contain ${String(from)}.`);
    await writeFile(path, edited);
    try {
      return await work();
    } finally {
      await writeFile(path, text);
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private run(script: string): Promise<{ code: number; output: string }> {
    const env = { ...ENVIRONMENT, NODE_OPTIONS: '--experimental-vm-modules' };
    const args = [join('node_modules', script)];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: this.folder, env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
      });
    });
  }
}
