import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * Reads `.env` in the working directory, if there is one. A variable of the environment takes precedence.
 *
 * Not `process.loadEnvFile()`: where an editor has put a byte order mark at the start, it makes that a part of
 * the first name.
 *
 * @throws Error when it cannot be read
 */
export function loadEnvFile(): void {
  if (!existsSync('.env')) return;
  const text = readText().replace(/^\ufeff/, '');
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
}

function readText(): string {
  try {
    return readFileSync('.env', 'utf8');
  } catch (error) {
    throw new Error(`.env cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
