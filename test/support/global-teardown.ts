import { executeSql, stopServer } from './global-setup.js';

export default async function tearDown(): Promise<void> {
  const { TEST_TEMPLATE } = process.env;
  await executeSql(`DROP DATABASE IF EXISTS ${TEST_TEMPLATE} WITH (FORCE)`);
  await stopServer();
}
