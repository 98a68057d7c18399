import { rm } from 'node:fs/promises';
import { executeSql, stopServer } from './global-setup.js';

export default async function tearDown(): Promise<void> {
  const { TEST_TEMPLATE, CONTRACT_FOLDER } = process.env;
  await executeSql(`DROP DATABASE IF EXISTS ${TEST_TEMPLATE} WITH (FORCE)`);
  await stopServer();
  await rm(String(CONTRACT_FOLDER), { recursive: true, force: true });
}
