import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = ['.data', '.git', 'dist', 'generated', 'node_modules'];

/**
 * @param {string} folder
 * @returns {string[]} the paths of all files in it that belong to the project
 */
export function listFiles(folder = '') {
  return readdirSync(folder || '.', { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.includes(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [path] : [];
    });
}
