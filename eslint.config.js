import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The folders of `src`, from the top to the bottom: a file imports from its own folder, and from those further
 * down. `server` is what runs beneath Nest: only the application itself imports it.
 */
const LAYERS = [
  ['tour'],
  ['openapi', 'health', 'demo'],
  ['items'],
  ['users'],
  ['auth'],
  ['fast-lane'],
  ['database'],
  ['server'],
  ['http'],
  ['problems'],
  ['config'],
  ['embedded-postgres'],
];

function importRules() {
  return LAYERS.flat().map((folder) => {
    const depth = LAYERS.findIndex((folders) => folders.includes(folder));
    const forbidden = LAYERS.slice(0, depth + 1)
      .flat()
      .concat('server')
      .filter((other) => other !== folder);
    const group = [...new Set(forbidden)].map((other) => `../**/${other}/**`);
    const message = 'An import points down: see LAYERS in eslint.config.js.';
    return {
      files: [`src/${folder}/**/*.ts`],
      rules: {
        '@typescript-eslint/no-restricted-imports': [
          'error',
          { patterns: [{ group: [...group, '../**/app.js', '../**/app.module.js'], message }] },
        ],
      },
    };
  });
}

export default defineConfig(
  // The generated clients exist only while their test runs.
  { ignores: ['**/dist', 'test/clients/**/usage', 'test/clients/**/generated'] },
  eslint.configs.recommended,
  {
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', URL: 'readonly', fetch: 'readonly' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Modules of Nest are empty classes.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    // TypeScript checks the names, which are those of browsers.
    files: ['src/tour/public/*.js'],
    rules: { 'no-undef': 'off' },
  },
  ...importRules(),
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/**'],
    rules: {
      // A request that goes round the recorder is a response nobody checked.
      'no-restricted-imports': [
        'error',
        {
          paths: ['http', 'node:http', 'undici', 'supertest'].map((name) => ({
            name,
            message: 'Send requests with support/client.ts: it records what comes back.',
          })),
        },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use support/client.ts.' }],
    },
  },
);
