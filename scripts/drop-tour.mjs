import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';

/* `npm run drop:tour`: deletes the page at /. requests.http stays, for REST clients. */

const DELETED = [
  'docs/tour.png',
  'scripts/drop-tour.mjs',
  'scripts/screenshot.mjs',
  'src/tour',
  'test/api/requests.e2e-spec.ts',
  'test/api/tour.e2e-spec.ts',
  'test/browser/items/tour.spec.ts',
  'test/browser/tour-conditions.spec.ts',
  'test/browser/tour.spec.ts',
  'test/support/lists.ts',
  'test/support/tour-page.ts',
];

/** What else knows the tour, by file. */
const REMOVED = {
  '.dockerignore': [/^!requests\.http\n/m],
  Dockerfile: [/^# What the tour serves\.\n(?:COPY .*\n)+/m],
  'README.md': [
    /^\[!\[The page at.*\n\n/m,
    /^- The page at `\/`.*\n/m,
    /^\| \[src\/tour\].*\n/m,
    /tour → /,
    /^npm run drop:tour .*\n/m,
  ],
  'eslint.config.js': [
    /^ *\['tour'\],\n/m,
    /^ {2}\{\n[^{}]*src\/tour[^{}]*\{[^{}]*\},\n {2}\},\n/m,
  ],
  'package.json': [/ && tsc -p src\/tour\/public/, /^.*screenshot.*\n/gm, /^.*"drop:tour".*\n/m],
  'scripts/generate.mjs': [
    /^await writeFile\(\n.*src\/tour[^;]*;\n/m,
    /^ *(?:handlersJson|listOperationIds|readControllers),\n/gm,
  ],
  'requests.http': [/^#\n# Missing are .*\n/m, /^### 200 gets the tour[^]*?^(?=### 200)/m],
  'scripts/generated.mjs': [
    /^import .*\n\n/m,
    /^\/\*\*\n \* Where each operation[^]*?(?=^\/\*\*\n \* @param \{readonly \{)/m,
  ],
  'src/app.module.ts': [/^import \{ TourModule.*\n/m, /^ *const tour = .*\n/m, / \.\.\.tour,/],
  'src/config/config.ts': [/^ *@EnvVariable\(\n *'TOUR',[^;]*;\n\n/m],
  'src/config/config.spec.ts': [/^ *tour: .*\n/gm, /^ *TOUR: .*\n/m],
  'test/api/generated-files.e2e-spec.ts': [
    /^ *(?:handlersJson|listOperationIds|readControllers),\n/gm,
    /^ *it\('src\/tour[^]*?^ {2}\}\);\n/m,
  ],
  'test/protocol/paths.e2e-spec.ts': [/^\/\/ The tour .*\n/m, /\{ tour: false \}/],
  'test/protocol/request-head.e2e-spec.ts': [/^\/\/ The tour .*\n/m, /\{ tour: false \}/],
  'tsconfig.build.json': [/, "src\/tour\/public"/],
  'tsconfig.json': [/,\n *"src\/tour\/public"/],
};

for (const path of DELETED) await rm(path, { recursive: true, force: true });
for (const [file, parts] of Object.entries(REMOVED)) {
  let text = await readFile(file, 'utf8');
  for (const part of parts) {
    if (text.search(part) < 0) throw new Error(`${file} has nothing that matches ${part}.`);
    text = text.replace(part, '');
  }
  await writeFile(file, text);
}
const run = (...command) => execFileSync('npm', command, { stdio: 'inherit' });
run(
  'exec',
  '--',
  'prettier',
  '--write',
  '--ignore-unknown',
  '--log-level=warn',
  ...Object.keys(REMOVED),
);
run('run', '--silent', 'openapi');
