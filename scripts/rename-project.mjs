import { execute, Refusal } from './changes.mjs';
import { listFiles } from './files.mjs';

/*
 * `npm run rename -- my-shop "My shop"`: gives the project another name and title, in every file that has the old
 * ones. LICENSE keeps the name: it says whose work the project began with.
 */

execute((changes, name = '', title = toTitle(name)) => {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || !/^[\p{L}\p{N}][\p{L}\p{N} .-]*$/u.test(title)) {
    throw new Refusal('Give a name, and a title if you want: npm run rename -- my-shop "My shop"');
  }
  const { name: oldName } = JSON.parse(changes.read('package.json'));
  const [, oldTitle] = /PROJECT_TITLE = '(.+)'/.exec(changes.read('src/openapi.ts'));
  const files = listFiles().filter((file) => file !== 'LICENSE');
  const replaceAll = (old, text) => {
    if (old === text) return;
    const file = files.find((path) => toPattern(text).test(changes.read(path)));
    if (file) {
      throw new Refusal(
        `${file} has "${text}" already, so the next rename would change too much: choose another.`,
      );
    }
    for (const path of files)
      changes.write(path, changes.read(path).replaceAll(toPattern(old), text));
  };
  replaceAll(oldName, name);
  replaceAll(oldTitle, title);
  return () => `Renamed to ${name}, "${title}", in:\n  ${changes.paths.join('\n  ')}`;
});

/** Matches the text as words of their own, but in examples of this command. */
function toPattern(text) {
  const words = text.replaceAll('.', '\\.');
  return new RegExp(`(?<!npm run rename.*)(?<![\\w-])${words}(?![\\w-])`, 'g');
}

function toTitle(name) {
  return name.slice(0, 1).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
