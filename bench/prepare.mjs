import { Failure, send } from './client.mjs';
import { logIn, sampleItems } from './databases.mjs';

let created = 0;
const newItem = () => ({ id: `new-${++created}`, name: `New item ${created}` });

/** So many that no two connections have an item in common. */
const SAMPLE = 1_000;

/**
 * Has the requests of a scenario ready for a server, which has answered one of them rightly.
 *
 * @returns {Promise<object>} `server`, `scenario`, and `requests`; or, where each can be sent only
 *   once, `next`, which makes one
 */
export async function prepare(server, scenario) {
  const { name, status, once } = scenario;
  const withToken = scenario.writes && server.name === 'this service';
  const headers = withToken ? { Authorization: `Bearer ${await logIn(server)}` } : {};
  const request = (item) => {
    const { headers: others, ...rest } = scenario.request(item);
    return { ...rest, headers: { ...headers, ...others } };
  };
  const items = once ? [newItem()] : await sampleItems(server.database, SAMPLE);
  const answer = await send(server, request(items[0]), status);
  if (!scenario.isRight(answer, items[0])) {
    const got = JSON.stringify([Object.fromEntries(answer.headers), answer.body]);
    throw new Failure(`${server.name}, ${name}: the answer is not the right one: ${got}`);
  }
  if (once) return { server, scenario, next: () => request(newItem()) };
  return { server, scenario, requests: items.map(request) };
}
