import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Client, type HttpResponse } from '#contract-testing';
import { copyTestDatabase } from '../support/app.js';
import { freePort } from '../support/free-port.js';
import { logIn } from '../support/log-in.js';
import {
  cleanups,
  listen,
  newDatabase,
  newFolder,
  Program,
  startProgram,
} from '../support/program.js';
import { TEST_LOGIN } from '../support/test-users.js';

/* What libs/prometheus itself does: libs/prometheus/test. */

const UNKNOWN_ID = '019af000-0000-7000-8000-00000000ffff';

/** The files of packages and of this project that a program had loaded when it ended, as Node reports them. */
async function listLoadedFiles(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = newFolder();
  const DATABASE_URL = (await newDatabase()).href;
  const settings = { DATABASE_URL, NODE_V8_COVERAGE: join(folder, 'coverage'), ...env };
  const program = await startProgram(folder, settings);
  program.kill('SIGTERM');
  expect(await program.exited).toEqual([0, null]);
  return readdirSync(join(folder, 'coverage')).flatMap((file) => {
    const report = readFileSync(join(folder, 'coverage', file), 'utf8');
    return (JSON.parse(report) as { result: { url: string }[] }).result.map(({ url }) => url);
  });
}

async function scrape(port: string): Promise<HttpResponse> {
  const client = new Client();
  client.connect(`http://127.0.0.1:${port}`);
  cleanups.push(() => client.close());
  return client.get('/metrics');
}

describe('METRICS_PORT', () => {
  it('200 with the responses, the pool, the fast lane, the event loop and the process', async () => {
    const METRICS_PORT = String(await freePort());
    const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
    const program = await startProgram(newFolder(), { DATABASE_URL, METRICS_PORT });
    await logIn(program.client, TEST_LOGIN.email, TEST_LOGIN.password);
    await program.client.get(`/users/${UNKNOWN_ID}`);
    await program.client.withToken(undefined).put(`/users/${UNKNOWN_ID}`, {});
    await program.client.get('/health/ready');
    const { status, text } = await scrape(METRICS_PORT);
    expect(status).toBe(200);
    for (const line of [
      'http_request_duration_seconds_count{method="GET",route="/users/:id",code="404"} 1',
      'http_request_duration_seconds_count{method="PUT",route="/users/:id",code="401"} 1',
      'database_pool_connections 1',
      'database_pool_idle_connections 1',
      'database_pool_waiting_requests 0',
      'database_fast_lane_statements 0',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect((await program.client.exchange('GET', '/metrics')).status).toBe(404);
    program.kill('SIGTERM');
    expect(await program.exited).toEqual([0, null]);
    await expect(scrape(METRICS_PORT)).rejects.toThrow('ECONNREFUSED');
  });

  it('exits with one line when it is in use', async () => {
    const DATABASE_URL = (await newDatabase()).href;
    const port = await listen(createServer());
    const program = new Program(newFolder(), { DATABASE_URL, METRICS_PORT: String(port) });
    expect(await program.exited).toEqual([1, null]);
    expect(program.output).toBe(
      `METRICS_PORT ${port} on HOST localhost cannot be used: EADDRINUSE.\n`,
    );
  });

  it('loads the metrics, and without it nothing of them is loaded', async () => {
    const isOfMetrics = /prom-client|libs\/prometheus|src\/metrics/;
    const on = await listLoadedFiles({ METRICS_PORT: String(await freePort()) });
    expect(on).toContainEqual(expect.stringMatching(isOfMetrics));
    const off = await listLoadedFiles({});
    expect(off).toContainEqual(expect.stringMatching(/src\/app\.module/));
    expect(off.filter((url) => isOfMetrics.test(url))).toEqual([]);
  });
});
