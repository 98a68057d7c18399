import { rm } from 'node:fs/promises';

export default async function tearDown() {
  await globalThis.testServer?.stop();
  await rm(process.env.CONTRACT_FOLDER, { recursive: true, force: true });
}
