import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AggregatedResult, Config, TestContext } from '@jest/reporters';

/** Codes that every operation has alike: tests that are generated from the document cause them. */
const GENERATED = / (?:406|413|415|429|500|503) /;

/**
 * Checks the contract in the other direction: `Contract` fails a test that sees an undocumented
 * code, and this reporter of jest fails a run of all e2e tests (but those that `--testPathIgnorePatterns`
 * leaves out) in which a documented code was never seen. A partial run lists what it has not seen of the
 * operations that it used.
 */
export default class ContractReporter {
  private error: Error | undefined;
  private folder: string | undefined;

  constructor(private readonly globalConfig: Pick<Config.GlobalConfig, 'testNamePattern'>) {}

  /** The workers, which start after this, inherit the variable and record there. */
  onRunStart(): void {
    this.folder = mkdtempSync(join(tmpdir(), 'contract-'));
    process.env.CONTRACT_FOLDER = this.folder;
  }

  onRunComplete(contexts: Set<TestContext>, results: AggregatedResult): void {
    const lines = readLines(String(process.env.CONTRACT_FOLDER));
    if (this.folder) rmSync(this.folder, { recursive: true });
    const [documented, seen] = ['documented\t', 'seen\t'].map(
      (kind) =>
        new Set(
          lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(kind.length)),
        ),
    );
    const missing = [...documented].filter((entry) => !seen.has(entry)).sort();
    const skipped = results.numPendingTests + results.numTodoTests;

    console.log(
      `\nContract: ${documented.size - missing.length} of ${documented.size} documented codes seen.`,
    );
    if (!this.isFullRun(contexts, results)) return listMissing(missing, seen);
    if (missing.length > 0) this.fail(`documented, but never seen:\n  ${missing.join('\n  ')}`);
    if (skipped > 0) this.fail(`${skipped} tests were skipped.`);
  }

  getLastError(): Error | undefined {
    return this.error;
  }

  private isFullRun(contexts: Set<TestContext>, { testResults }: AggregatedResult): boolean {
    const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
    const e2eFiles = [...contexts].flatMap(({ hasteFS, config }) => {
      const ignored = config.testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
      const files = hasteFS.getAllFiles().filter((file) => /\.e2e-spec\.[jt]s$/.test(file));
      return files.filter((file) => !ignored.some((pattern) => pattern.test(file)));
    });
    return !this.globalConfig.testNamePattern && e2eFiles.every((file) => ran.has(file));
  }

  private fail(message: string): void {
    console.log(`Contract: ${message}`);
    this.error = new Error('The run does not match the contract; see above.');
  }
}

function listMissing(missing: readonly string[], seen: ReadonlySet<string>): void {
  const used = new Set([...seen].filter((entry) => / 2\d\d$/.test(entry)).map(toOperation));
  const lines = missing.filter((entry) => used.has(toOperation(entry)) && !GENERATED.test(entry));
  if (lines.length > 0) console.log(`Not seen in these files:\n  ${lines.join('\n  ')}`);
}

/** `GET /items/{id} 404 item-not-found` → `GET /items/{id}` */
function toOperation(entry: string): string {
  return entry.split(' ', 2).join(' ');
}

/** What the workers recorded: each in a file of its own. */
function readLines(folder: string): string[] {
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return files.flatMap((text) => text.split('\n'));
}
