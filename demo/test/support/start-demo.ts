import { join } from 'node:path';
import { PROJECT, type Program, startProgram } from '../../../test/support/program.js';

/** The command that starts it. */
export const DEMO = [process.execPath, join(PROJECT, 'dist/demo/main.js')];

/** Starts the demo in a process of its own, and resolves when it listens. */
export function startDemo(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Program> {
  return startProgram(folder, env, DEMO);
}
