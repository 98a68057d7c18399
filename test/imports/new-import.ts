import type { Client, HttpResponse } from '#contract-testing';
import { newItem } from '../items/new-item.js';
import type { ImportDto, ReportDto } from '../../src/imports/dto/import.dto.js';

export const NDJSON = { 'Content-Type': 'application/x-ndjson' };

/** Lines of NDJSON. */
export function toLines(...values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** Sends lines, by default one of a new item. */
export function postImport<T = ImportDto>(
  client: Client,
  body: string | Buffer = toLines(newItem()),
  headers: Record<string, string> = {},
): Promise<HttpResponse<T>> {
  return client.send<T>('POST', '/imports', { headers: { ...NDJSON, ...headers }, body });
}

/** Waits until an import is done, and gets the first 100 results. */
export async function waitForReport(client: Client, path: string): Promise<ReportDto> {
  for (;;) {
    const { status, headers } = await client.exchange('GET', path);
    if (status !== 200) {
      const { body } = await client.get<ReportDto>(`${String(headers.location)}?limit=100`);
      return body;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Imports lines, and returns the report. */
export async function importLines(
  client: Client,
  body: string | Buffer,
  headers?: Record<string, string>,
): Promise<ReportDto> {
  const accepted = await postImport(client, body, headers);
  return waitForReport(client, String(accepted.headers.location));
}
