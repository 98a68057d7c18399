import { BenchmarkError, send } from './client.mjs';
import { logIn, sampleItems } from './databases.mjs';

let createdCount = 0;
const newItem = () => ({ id: `new-${++createdCount}`, name: `New item ${createdCount}` });

/** Enough for each connection to have items of its own. */
const SAMPLE_SIZE = 1_000;

/**
 * Prepares the requests of a scenario for a server, and checks one response in full.
 *
 * @returns {Promise<object>} `server`, `scenario`, and either `requests` or, where a request can be
 *   sent only once, `nextRequest`
 * @throws BenchmarkError when the response is not the expected one
 */
export async function prepare(server, scenario) {
  const { name, status, createsItem, needsEtag, writes } = scenario;
  const withToken = writes && server.needsToken;
  const headers = withToken ? { Authorization: `Bearer ${await logIn(server)}` } : {};
  const request = (item) => {
    const { headers: others, ...rest } = scenario.request(item);
    return { ...rest, headers: { ...headers, ...others } };
  };
  const items = createsItem ? [newItem()] : await sampleItems(server.database, SAMPLE_SIZE);
  if (needsEtag) await addEtags(items, server);
  const response = await send(server, request(items[0]), status);
  if (!scenario.isExpected(response, items[0])) {
    const got = JSON.stringify([Object.fromEntries(response.headers), response.body]);
    throw new BenchmarkError(`${server.name}, ${name}: unexpected response ${got}`);
  }
  if (createsItem) return { server, scenario, nextRequest: () => request(newItem()) };
  return { server, scenario, requests: items.map(request) };
}

async function addEtags(items, server) {
  for (const item of items) {
    const { headers } = await send(server, { path: `/items/${item.id}` }, 200);
    item.etag = headers.get('ETag');
  }
}
