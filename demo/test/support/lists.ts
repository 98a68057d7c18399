import document from '../../../openapi.json' with { type: 'json' };
import type { Client } from '#contract-testing';

interface PathItem {
  get?: { parameters?: { name?: string }[] };
}

/** The first page of each list of the document. Those of `/users/{id}/items` are in `/items`. */
export function readLists(client: Client): Promise<unknown[]> {
  const lists = Object.entries(document.paths as Record<string, PathItem>)
    .filter(([template]) => !template.includes('{'))
    .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'limit'))
    .map(([path]) => client.exchange('GET', path));
  return Promise.all(lists.map(async (list) => (await list).body));
}
