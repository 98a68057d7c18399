import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist'] },
  eslint.configs.recommended,
  { languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } } },
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
    files: ['src/**/*.ts'],
    ignores: ['src/openapi.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          name: '@nestjs/swagger',
          allowTypeImports: true,
          message:
            'Import decorators from http/swagger.ts: a start is quicker without the package.',
        },
      ],
    },
  },
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
