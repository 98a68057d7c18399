import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The libraries, from the top to the bottom: one imports those further down, by their names. */
const LIBRARIES = [
  'contract-testing',
  'openapi',
  'strict-http',
  'pagination',
  'validation',
  'conditional-requests',
  'idempotency',
  'problem-details',
  'prometheus',
  'queue',
  'postgres',
  'embedded-postgres',
];

function restrictImports(files, patterns, message) {
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: patterns, message }] },
      ],
    },
  };
}

/** A library imports those beneath it and nothing of `src` or `demo`; `src` imports nothing of `demo`. */
function importRules() {
  return [
    ...LIBRARIES.map((library, index) =>
      restrictImports(
        [`libs/${library}/src/**/*.ts`],
        ['**/src/**', '**/demo/**', ...LIBRARIES.slice(0, index + 1).map((name) => `#${name}`)],
        'A library imports those beneath it, by their names: see LIBRARIES in eslint.config.js.',
      ),
    ),
    restrictImports(
      ['src/**/*.ts', 'test/**/*.ts'],
      ['**/demo/**', '**/libs/*/src/**'],
      'The demo can be deleted, and a library is imported by its name.',
    ),
    restrictImports(
      ['libs/*/test/**/*.ts'],
      ['**/demo/**', '**/../../src/**', '**/test/support/**'],
      'A library is tested without the application: see libs/contract-testing/test/fixture.',
    ),
  ];
}

export default defineConfig(
  // What uses the generated clients compiles only beside them: see test/support/generated-clients.ts.
  { ignores: ['**/dist', 'test/**/usage'] },
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
    files: ['demo/tour/public/*.js'],
    rules: { 'no-undef': 'off' },
  },
  ...importRules(),
  {
    files: ['test/**/*.ts', 'demo/test/**/*.ts', 'libs/*/test/**/*.ts'],
    ignores: ['test/support/**'],
    rules: {
      // A request that goes round the recorder is a response nobody checked.
      'no-restricted-imports': [
        'error',
        {
          paths: ['http', 'node:http', 'undici', 'supertest'].map((name) => ({
            name,
            message:
              'Send requests with the Client of #contract-testing: it records what comes back.',
          })),
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Use the Client of #contract-testing.' },
      ],
    },
  },
);
