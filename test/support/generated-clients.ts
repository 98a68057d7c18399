import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import openapiTypescript, { astToString } from 'openapi-typescript';
import type { Client } from '#contract-testing';

/** Generates a client by hey-api, and the types for openapi-fetch, from the document of the service. */
export async function generateClients(api: Client, folder: string): Promise<void> {
  const { body: document } = await api.get('/openapi.json');
  await createClient({
    input: document as never,
    output: { path: `${folder}/hey-api`, module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
  await mkdir(folder, { recursive: true });
  const types = await openapiTypescript(document as never);
  await writeFile(`${folder}/openapi-typescript.d.ts`, astToString(types));
}

/** Checks the types of a folder with a tsconfig.json, and returns what the compiler says. */
export async function compile(folder: string): Promise<string> {
  const compiler = promisify(execFile)('npx', ['tsc', '-p', folder]);
  const { stdout, stderr } = await compiler.catch((error: Awaited<typeof compiler>) => error);
  return stdout + stderr;
}

/** What a file of a folder `usage` exports: it uses the API by a generated client, as a user. */
export interface UsageModule<Outcome> {
  useClient: (origin: string, email: string, password: string) => Promise<Outcome>;
}
