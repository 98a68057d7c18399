import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { listFiles } from './files.mjs';

/** A reason not to begin, as a sentence. */
export class Refusal extends Error {}

/** Changes of the project. They are collected first, so that a refusal comes before anything is written. */
export class Changes {
  /** The new text of each file, null for what is deleted. */
  #texts = new Map();

  get paths() {
    return [...this.#texts.keys()];
  }

  read(path) {
    return this.#texts.get(path) ?? readFileSync(path, 'utf8');
  }

  create(path, text) {
    if (existsSync(path)) throw new Refusal(`${path} exists already.`);
    this.#texts.set(path, text);
  }

  /** Replaces the first match, which must exist. */
  edit(path, pattern, replacement) {
    const text = this.read(path).replace(pattern, replacement);
    if (text === this.read(path)) throw new Refusal(`${path} has no place like ${pattern}.`);
    this.#texts.set(path, text);
  }

  write(path, text) {
    if (text !== this.read(path)) this.#texts.set(path, text);
  }

  delete(path) {
    this.#texts.set(path, null);
  }

  /** Writes the changes, formats them, and regenerates what is generated. Undoes all of it when a step fails. */
  apply() {
    const before = new Map(listFiles().map((path) => [path, readFileSync(path)]));
    process.on('SIGINT', () => {}); // ends the command below, which undoes the changes
    try {
      for (const [path, text] of this.#texts) {
        put(path, text);
        // The data of the tests is found among what is compiled.
        if (text === null) put(`dist/${path.replace(/\.ts$/, '.js')}`, null);
      }
      const written = this.paths.filter(existsSync);
      run('npx', 'prettier', '--write', '--ignore-unknown', '--log-level=warn', ...written);
      run('npm', 'run', '--silent', 'openapi');
    } catch (error) {
      for (const path of listFiles()) if (!before.has(path)) put(path, null);
      for (const [path, bytes] of before) put(path, bytes);
      put('dist', null);
      throw new Refusal(`${error.message}\nThe project is as it was before.`);
    }
  }
}

/** Executes a command of the starter: `plan` collects the changes, and returns a function that says what to print. */
export function execute(plan) {
  const changes = new Changes();
  try {
    const summarize = plan(changes, ...process.argv.slice(2));
    changes.apply();
    console.log(summarize());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function put(path, content) {
  if (content !== null) {
    mkdirSync(dirname(path), { recursive: true });
    return writeFileSync(path, content);
  }
  rmSync(path, { recursive: true, force: true });
  const folder = dirname(path);
  if (existsSync(folder) && readdirSync(folder).length === 0) put(folder, null);
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: 'inherit' });
}
