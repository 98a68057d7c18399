import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createClient } from '@hey-api/openapi-ts';
import openapiTypescript, { astToString } from 'openapi-typescript';
import type { Client } from '#contract-testing';
import { compile } from './compile.js';

/**
 * Generates a client by hey-api, and the types for openapi-fetch, from the document of the service. Compiles them
 * in `dist`, beside a copy of the folder `usage` that uses them.
 *
 * @param folder has the folder `usage`
 * @returns what the compiler complains about
 */
export async function compileClients(api: Client, folder: string): Promise<string> {
  const { body: document } = await api.get('/openapi.json');
  const target = `dist/${folder}`;
  const generated = `${target}/generated`;
  await createClient({
    input: document as never,
    output: { path: `${generated}/hey-api`, module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
  await mkdir(generated, { recursive: true });
  const types = await openapiTypescript(document as never);
  await writeFile(`${generated}/openapi-typescript.d.ts`, astToString(types));
  await cp(`${folder}/usage`, `${target}/usage`, { recursive: true });
  // That of another folder extends it, by a path that leads nowhere in `dist`.
  await cp('test/clients/usage/tsconfig.json', `${target}/usage/tsconfig.json`);
  return compile(`${target}/usage`);
}

/** What a file of a folder `usage` exports: it uses the API by a generated client, as a user. */
export interface UsageModule<Outcome> {
  useClient: (origin: string, email: string, password: string) => Promise<Outcome>;
}
