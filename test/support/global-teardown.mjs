import { rm } from 'node:fs/promises';
import { executeSql } from './global-setup.mjs';

export default async function tearDown() {
  await executeSql(`DROP DATABASE IF EXISTS ${process.env.TEST_TEMPLATE} WITH (FORCE)`);
  await globalThis.testServer?.stop();
  await rm(process.env.CONTRACT_FOLDER, { recursive: true, force: true });
}
