import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Codes that every operation has alike: tests that are generated from the document cause them. */
const GENERATED = / (?:406|413|415|429|500|503) /;

/**
 * Checks the contract in the other direction: `contract.ts` fails a test that sees an undocumented
 * code, and this reporter fails a run of all API tests in which a documented code was never seen. A
 * partial run lists what it has not seen of the operations that it used.
 */
export default class ContractReporter {
  #globalConfig;
  #error;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  onRunComplete(contexts, results) {
    const { documented, seen } = readRecord(process.env.CONTRACT_FOLDER);
    const missing = [...documented].filter((entry) => !seen.has(entry)).sort();
    const isFullRun = this.#isFullRun(contexts, results);
    const skipped = results.numPendingTests + results.numTodoTests;

    console.log(
      `\nContract: ${documented.size - missing.length} of ${documented.size} documented codes seen.`,
    );
    if (!isFullRun) return listMissing(missing, seen);
    if (missing.length > 0) this.#fail(`documented, but never seen:\n  ${missing.join('\n  ')}`);
    if (skipped > 0) this.#fail(`${skipped} tests were skipped.`);
  }

  getLastError() {
    return this.#error;
  }

  #isFullRun(contexts, results) {
    const ran = new Set(results.testResults.map(({ testFilePath }) => testFilePath));
    const files = [...contexts].flatMap(({ hasteFS }) => hasteFS.getAllFiles());
    const e2eFiles = files.filter((file) => /test\/(?:api|protocol)\/.+\.e2e-spec\.ts$/.test(file));
    return !this.#globalConfig.testNamePattern && e2eFiles.every((file) => ran.has(file));
  }

  #fail(message) {
    console.log(`Contract: ${message}`);
    this.#error = new Error('The run does not match the contract; see above.');
  }
}

function listMissing(missing, seen) {
  const used = new Set([...seen].filter((entry) => / 2\d\d$/.test(entry)).map(toOperation));
  const lines = missing.filter((entry) => used.has(toOperation(entry)) && !GENERATED.test(entry));
  if (lines.length > 0) console.log(`Not seen in these files:\n  ${lines.join('\n  ')}`);
}

/** `GET /items/{id} 404 item-not-found` → `GET /items/{id}` */
function toOperation(entry) {
  return entry.split(' ', 2).join(' ');
}

function readRecord(folder) {
  const record = { documented: new Set(), seen: new Set() };
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
      const [kind, entry] = line.split('\t');
      record[kind].add(entry);
    }
  }
  return record;
}
