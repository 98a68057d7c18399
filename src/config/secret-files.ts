import { readFileSync } from 'node:fs';
import { ENV_VARIABLES } from './env-variable.decorator.js';

/**
 * Reads the secrets that come as files, as containers get them: for TOKEN_SECRET, the file that TOKEN_SECRET_FILE
 * names, without the newline at its end.
 *
 * @param env has no empty values
 * @returns the secrets by the names of their settings, and a sentence for each file that cannot be used
 */
export function readSecretFiles(env: Record<string, unknown>): {
  secrets: Record<string, string>;
  errors: string[];
} {
  const secrets: Record<string, string> = {};
  const errors: string[] = [];
  for (const { name } of ENV_VARIABLES.filter(({ isSecret }) => isSecret)) {
    const path = env[`${name}_FILE`];
    if (typeof path !== 'string') continue;
    try {
      if (env[name] !== undefined) throw new Error(`must not be set beside ${name}`);
      secrets[name] = readSecret(path);
    } catch (error) {
      errors.push(`${name}_FILE ${(error as Error).message}.`);
    }
  }
  return { secrets, errors };
}

/** @throws Error whose message says what is wrong with the file, without its path */
function readSecret(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`names a file that cannot be read (${code})`, { cause: error });
  }
  if (text === '') throw new Error('names an empty file');
  return text;
}
